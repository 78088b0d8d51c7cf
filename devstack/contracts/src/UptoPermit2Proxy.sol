// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

import {Permit2} from "./Permit2.sol";
import {Permit2Proxy} from "./Permit2Proxy.sol";

/// @title The spender of x402's `upto` scheme, with the interface of 0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002
/// @notice Moves what was used of the permitted amount. Only the facilitator that the payer signed for may say how much.
contract UptoPermit2Proxy is Permit2Proxy {
    struct Witness {
        address to;
        address facilitator;
        uint256 validAfter;
    }

    bytes32 public constant WITNESS_TYPEHASH = keccak256("Witness(address to,address facilitator,uint256 validAfter)");
    string public constant WITNESS_TYPE_STRING =
        "Witness witness)TokenPermissions(address token,uint256 amount)Witness(address to,address facilitator,uint256 validAfter)";

    error AmountExceedsPermitted();
    error UnauthorizedFacilitator();

    function settle(
        Permit2.PermitTransferFrom calldata permit,
        uint256 amount,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) external nonReentrant {
        requireAllowed(permit, amount, witness);
        pay(permit, amount, owner, witness, signature);
        emit Settled();
    }

    /// @notice First lets Permit2 take the tokens by the payer's EIP-2612 permit, which must be for all that is permitted.
    function settleWithPermit(
        EIP2612Permit calldata permit2612,
        Permit2.PermitTransferFrom calldata permit,
        uint256 amount,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) external nonReentrant {
        requireAllowed(permit, amount, witness);
        approveBy(permit2612, permit.permitted, owner);
        pay(permit, amount, owner, witness, signature);
        emit SettledWithPermit();
    }

    function requireAllowed(Permit2.PermitTransferFrom calldata permit, uint256 amount, Witness calldata witness)
        private
        view
    {
        if (amount > permit.permitted.amount) {
            revert AmountExceedsPermitted();
        }
        if (msg.sender != witness.facilitator) {
            revert UnauthorizedFacilitator();
        }
    }

    function pay(
        Permit2.PermitTransferFrom calldata permit,
        uint256 amount,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) private {
        bytes32 hash =
            keccak256(abi.encode(WITNESS_TYPEHASH, witness.to, witness.facilitator, witness.validAfter));
        pay(permit, amount, owner, witness.to, witness.validAfter, hash, WITNESS_TYPE_STRING, signature);
    }
}
