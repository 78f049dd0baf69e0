# SPDX-License-Identifier: Apache-2.0

"""Reads a block and sends RLC by py-substrate-interface. Prints what general.test.js compares.

usage: substrate_interface.py URL BLOCK DESTINATION NRLC
"""

import json
import sys

from substrateinterface import Keypair, SubstrateInterface

url, block, dest, value = sys.argv[1:]
chain = SubstrateInterface(url=url)
calls = [extrinsic.value["call"] for extrinsic in chain.get_block(block_hash=block)["extrinsics"]]
call = chain.compose_call("Balances", "transfer_keep_alive", {"dest": dest, "value": int(value)})
signed = chain.create_signed_extrinsic(call=call, keypair=Keypair.create_from_uri("//Dave"))
receipt = chain.submit_extrinsic(signed, wait_for_inclusion=True)
told = {"calls": calls, "success": receipt.is_success, "error": receipt.error_message}
print(json.dumps(told, default=str))
