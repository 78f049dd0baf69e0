;; Sorts 3,000 numbers in place by exchange, hashes them (FNV-1a) and ends with bits of the hash.
(module
	(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
	(memory (export "memory") 1)
	(func $quick (param $low i32) (param $high i32) (local $i i32) (local $j i32) (local $pivot i32)
		(local $swap i32)
		(if (i32.ge_s (local.get $low) (local.get $high)) (then (return)))
		(local.set $i (local.get $low))
		(local.set $j (local.get $high))
		(local.set $pivot (i32.load (i32.and (i32.shr_u (i32.add (local.get $low) (local.get $high))
			(i32.const 1)) (i32.const -4))))
		(loop $partition
			(loop $up
				(if (i32.lt_s (i32.load (local.get $i)) (local.get $pivot)) (then
					(local.set $i (i32.add (local.get $i) (i32.const 4))) (br $up))))
			(loop $down
				(if (i32.gt_s (i32.load (local.get $j)) (local.get $pivot)) (then
					(local.set $j (i32.sub (local.get $j) (i32.const 4))) (br $down))))
			(if (i32.le_s (local.get $i) (local.get $j)) (then
				(local.set $swap (i32.load (local.get $i)))
				(i32.store (local.get $i) (i32.load (local.get $j)))
				(i32.store (local.get $j) (local.get $swap))
				(local.set $i (i32.add (local.get $i) (i32.const 4)))
				(local.set $j (i32.sub (local.get $j) (i32.const 4)))))
			(br_if $partition (i32.le_s (local.get $i) (local.get $j))))
		(call $quick (local.get $low) (local.get $j))
		(call $quick (local.get $i) (local.get $high)))
	(func (export "_start") (local $at i32) (local $value i32) (local $hash i32)
		(local.set $value (i32.const 12345))
		(loop $fill
			(local.set $value
				(i32.add (i32.mul (local.get $value) (i32.const 1103515245)) (i32.const 12345)))
			(i32.store (local.get $at) (local.get $value))
			(local.set $at (i32.add (local.get $at) (i32.const 4)))
			(br_if $fill (i32.lt_u (local.get $at) (i32.const 12000))))
		(call $quick (i32.const 0) (i32.const 11996))
		(local.set $hash (i32.const 0x811c9dc5))
		(local.set $at (i32.const 0))
		(loop $fnv
			(local.set $hash (i32.mul (i32.const 0x01000193)
				(i32.xor (local.get $hash) (i32.load8_u (local.get $at)))))
			(local.set $at (i32.add (local.get $at) (i32.const 1)))
			(br_if $fnv (i32.lt_u (local.get $at) (i32.const 12000))))
		(call $exit (i32.and (local.get $hash) (i32.const 127)))))
