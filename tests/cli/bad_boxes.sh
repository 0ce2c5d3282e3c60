# Boxes given as x1, y1, x2, y2 where x, y, width, height are due: warned, with the evidence.
. "$ROOT/tests/cli/common"
rows() { # rows TEMPLATE: 40 lines with commas between; I, X, Y, R and B stand for number, left, top, right, bottom
	i=1
	while [ $i -le 40 ]; do
		[ $i -eq 1 ] || echo ,
		echo "$1" | sed "s/I/$i/g; s/X/$((300 + i))/; s/Y/$((200 + i))/; s/R/$((400 + i))/; s/B/$((280 + i))/"
		i=$((i + 1))
	done
}
{
	echo '{"images": ['
	rows '{"id": I, "width": 640, "height": 480}'
	echo '], "categories": [{"id": 1, "name": "cat"}], "annotations": ['
	rows '{"id": I, "image_id": I, "category_id": 1, "bbox": [X, Y, 100, 80], "area": 8000, "iscrowd": 0}'
	echo ']}'
} >gt.json
{
	echo '['
	rows '{"image_id": I, "category_id": 1, "bbox": [X, Y, R, B], "score": 0.I}'
	echo ']'
} >xyxy.json
try --bench coco --gt gt.json --preds xyxy.json
