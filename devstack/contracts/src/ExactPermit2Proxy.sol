// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

import {Permit2} from "./Permit2.sol";
import {Permit2Proxy} from "./Permit2Proxy.sol";

/// @title The spender of x402's `exact` scheme, with the interface of 0x402085c248EeA27D92E8b30b2C58ed07f9E20001
/// @notice Moves the whole permitted amount to the payee that was signed for. Anybody may submit it.
contract ExactPermit2Proxy is Permit2Proxy {
    struct Witness {
        address to;
        uint256 validAfter;
    }

    bytes32 public constant WITNESS_TYPEHASH = keccak256("Witness(address to,uint256 validAfter)");
    string public constant WITNESS_TYPE_STRING =
        "Witness witness)TokenPermissions(address token,uint256 amount)Witness(address to,uint256 validAfter)";

    function settle(
        Permit2.PermitTransferFrom calldata permit,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) external nonReentrant {
        pay(permit, owner, witness, signature);
        emit Settled();
    }

    /// @notice First lets Permit2 take the tokens by the payer's EIP-2612 permit, which must be for the same amount.
    function settleWithPermit(
        EIP2612Permit calldata permit2612,
        Permit2.PermitTransferFrom calldata permit,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) external nonReentrant {
        approveBy(permit2612, permit.permitted, owner);
        pay(permit, owner, witness, signature);
        emit SettledWithPermit();
    }

    function pay(
        Permit2.PermitTransferFrom calldata permit,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) private {
        bytes32 hash = keccak256(abi.encode(WITNESS_TYPEHASH, witness.to, witness.validAfter));
        pay(
            permit,
            permit.permitted.amount,
            owner,
            witness.to,
            witness.validAfter,
            hash,
            WITNESS_TYPE_STRING,
            signature
        );
    }
}
