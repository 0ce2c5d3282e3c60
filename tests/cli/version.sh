"$ODEVAL" --version
