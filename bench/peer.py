#!/usr/bin/env python3
"""One evaluation by one of the peers, as its users run it: load both files, evaluate, print. The process to measure.

    peer.py PACKAGE GT DT        the 12 numbers, as JSON, are the last line of the output

Every package gets the settings that its own documentation gives for speed: faster-coco-eval its C++ evaluator,
hotcoco and ultrafast-pycocotools their file readers (a path, not a list of dictionaries) and no per-image records.
Threads come from RAYON_NUM_THREADS, or from the processors that the process may use.
"""
import json
import sys


def pycocotools(gt, dt):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    truth = COCO(gt)
    evaluation = COCOeval(truth, truth.loadRes(dt), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return evaluation.stats


def faster_coco_eval(gt, dt):
    from faster_coco_eval import COCO, COCOeval_faster

    truth = COCO(gt)
    evaluation = COCOeval_faster(truth, truth.loadRes(dt), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return evaluation.stats


def hotcoco(gt, dt):
    from hotcoco import COCO, COCOeval

    truth = COCO(gt)
    evaluation = COCOeval(truth, truth.load_res(dt), "bbox")
    evaluation.run()
    return evaluation.stats


def ultrafast_pycocotools(gt, dt):
    from ultrafast_pycocotools import COCO, COCOeval

    truth = COCO(gt)
    evaluation = COCOeval(truth, truth.loadRes(dt), "bbox")
    evaluation.run()
    return evaluation.stats


PEERS = {"pycocotools": pycocotools, "faster-coco-eval": faster_coco_eval, "hotcoco": hotcoco,
         "ultrafast-pycocotools": ultrafast_pycocotools}

if __name__ == "__main__":
    numbers = PEERS[sys.argv[1]](sys.argv[2], sys.argv[3])
    print(json.dumps([float(n) for n in list(numbers)[:12]]))
