// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

import {Permit2} from "./Permit2.sol";

/// @title What x402's spenders of Permit2 signatures have in common
/// @notice The payer signs whom to pay as a witness, so that whoever submits the payment cannot redirect it.
abstract contract Permit2Proxy {
    /// Parts of an EIP-2612 permit for Permit2, so that a payer who never approved it needs no gas either.
    struct EIP2612Permit {
        uint256 value;
        uint256 deadline;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    Permit2 public constant PERMIT2 = Permit2(0x000000000022D473030F116dDEE9F6B43aC78BA3);

    event Settled();
    event SettledWithPermit();
    event EIP2612PermitFailedWithReason(address indexed token, address indexed owner, string reason);
    event EIP2612PermitFailedWithPanic(address indexed token, address indexed owner, uint256 errorCode);
    event EIP2612PermitFailedWithData(address indexed token, address indexed owner, bytes data);

    error InvalidPermit2Address();
    error InvalidAmount();
    error InvalidOwner();
    error InvalidDestination();
    error PaymentTooEarly();
    error Permit2612AmountMismatch();
    error ReentrancyGuardReentrantCall();

    /// Holds for the transaction (EIP-1153), and clears at the end for the next call in the same transaction.
    bool private transient entered;

    modifier nonReentrant() {
        if (entered) {
            revert ReentrancyGuardReentrantCall();
        }
        entered = true;
        _;
        entered = false;
    }

    /// Lets Permit2 take the payer's tokens. A permit that fails is told, not fatal: the allowance may stand already, also
    /// because somebody submitted the same permit first.
    function approveBy(EIP2612Permit calldata permit2612, Permit2.TokenPermissions calldata permitted, address owner)
        internal
    {
        if (permit2612.value != permitted.amount) {
            revert Permit2612AmountMismatch();
        }
        try Eip2612(permitted.token).permit(
            owner, address(PERMIT2), permit2612.value, permit2612.deadline, permit2612.v, permit2612.r, permit2612.s
        ) {} catch Error(string memory reason) {
            emit EIP2612PermitFailedWithReason(permitted.token, owner, reason);
        } catch Panic(uint256 errorCode) {
            emit EIP2612PermitFailedWithPanic(permitted.token, owner, errorCode);
        } catch (bytes memory data) {
            emit EIP2612PermitFailedWithData(permitted.token, owner, data);
        }
    }

    function pay(
        Permit2.PermitTransferFrom calldata permit,
        uint256 amount,
        address owner,
        address to,
        uint256 validAfter,
        bytes32 witness,
        string memory witnessType,
        bytes calldata signature
    ) internal {
        if (amount == 0) {
            revert InvalidAmount();
        }
        if (owner == address(0)) {
            revert InvalidOwner();
        }
        if (to == address(0)) {
            revert InvalidDestination();
        }
        if (block.timestamp < validAfter) {
            revert PaymentTooEarly();
        }
        PERMIT2.permitWitnessTransferFrom(
            permit, Permit2.SignatureTransferDetails(to, amount), owner, witness, witnessType, signature
        );
    }
}

interface Eip2612 {
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
}
