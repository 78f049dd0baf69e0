;; Asks for random bytes in uneven pieces, for the time, and for the clocks' resolutions.
(module
	(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "clock_time_get"
		(func $time (param i32 i64 i32) (result i32)))
	(import "wasi_snapshot_preview1" "clock_res_get" (func $resolution (param i32 i32) (result i32)))
	(memory (export "memory") 1)
	(func (export "_start") (local $at i32)
		(loop $next
			(drop (call $random (i32.mul (local.get $at) (i32.const 100)) (local.get $at)))
			(local.set $at (i32.add (local.get $at) (i32.const 1)))
			(br_if $next (i32.lt_u (local.get $at) (i32.const 100))))
		(loop $clocks
			(local.set $at (i32.sub (local.get $at) (i32.const 1)))
			(i32.store (i32.add (i32.const 20000) (i32.mul (local.get $at) (i32.const 24)))
				(call $time (i32.rem_u (local.get $at) (i32.const 6)) (i64.const 1)
					(i32.add (i32.const 20008) (i32.mul (local.get $at) (i32.const 24)))))
			(br_if $clocks (local.get $at)))
		(drop (call $resolution (i32.const 0) (i32.const 30000)))
		(drop (call $resolution (i32.const 1) (i32.const 30008)))))
