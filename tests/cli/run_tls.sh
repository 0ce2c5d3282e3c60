# The openai backend and certificates: a server that it cannot be sure of gets no request, and so no key; the run ends
# with the cause. With ca= a server of one's own is trusted, under its own name only.
. "$ROOT/tests/cli/common"
for tool in openssl python3; do
	command -v $tool >/dev/null || skip "there is no $tool, which the test's server needs"
done
python3 -c 'import ssl' 2>/dev/null || skip "this python3 has no ssl, which the test's server needs"
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
cat >server.py <<'END'
"""server.py CERTIFICATE: answers every question with no boxes; prints its port, then the requests that come."""
import http.server
import ssl
import sys


class Server(http.server.HTTPServer):
    def get_request(self):
        raw, address = self.socket.accept()
        raw.settimeout(20)
        try:
            return context.wrap_socket(raw, server_side=True), address
        except OSError:
            raw.close()
            raise


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        print("request with", self.headers["Authorization"], flush=True)
        body = b'{"choices": [{"message": {"content": "[]"}, "finish_reason": "stop"}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
END
servers=
trap 'kill $servers 2>/dev/null' EXIT
serve() { # serve NAME SUBJECT: a server with a certificate of its own, NAME.pem; requests are in NAME.log
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" \
		-addext "subjectAltName=$2" -keyout "$1.key" -out "$1.pem" 2>openssl.log || { cat openssl.log; exit 1; }
	cat "$1.pem" >>both.pem
	cat "$1.key" "$1.pem" >"$1.chain"
	python3 server.py "$1.chain" >>"$1.log" 2>"$1.err" & # appended to: run() empties it
	servers="$servers $!"
	while [ ! -s "$1.log" ] && kill -0 $! 2>/dev/null; do sleep 0.02; done
	[ -s "$1.log" ] || { cat "$1.err"; exit 1; }
	cp "$1.log" "$1.port"
	: >"$1.log"
}
cause() { # each version of libcurl has words of its own
	sed -e "s/:$port/:PORT/" -e 's/; [0-9.]* s of the detector.*//' "$1" |
		sed -e 's/completions: .*certificate.* name .*match.*/completions: (a certificate for another name)/;t' \
			-e 's/completions: .*none\.pem.*/completions: (none.pem cannot be read)/;t' \
			-e 's/completions: .*certificate.*/completions: (a certificate that nobody vouches for)/'
}
run() { # run NAME OPTIONS
	port=$(cat "$1.port")
	CHAT_KEY=sk-Secret0123456789 "$ODEVAL" run --bench ovdeval-mini --data "$MINI" --limit 2 --no-score --jobs 1 \
		--out "$1.jsonl" --backend "openai:url=https://127.0.0.1:$port/v1,model=m,key=CHAT_KEY$2" >said 2>&1
	echo "(exit $?)"
	! grep libcurl said >&2 || skip "$(tail -n 1 said)"
	cause said
	sort "$1.log" | uniq -c | sed 's/^ */reached the server: /'
	: >"$1.log"
}
"$ODEVAL" list backends | grep -q '^ *openai' || skip "odeval was built without libcurl"
serve mine IP:127.0.0.1
serve other DNS:other.example
echo "nobody vouches for it:"
run mine ""
echo "its certificate is for another host:"
run other ,ca=both.pem
echo "no file with certificates:"
run mine ,ca=none.pem
echo "trusted:"
run mine ,ca=mine.pem
