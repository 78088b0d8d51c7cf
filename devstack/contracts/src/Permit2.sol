// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

/// @title Transfers of any ERC-20 token by signature, with the interface that stands at
/// 0x000000000022D473030F116dDEE9F6B43aC78BA3 on public chains
/// @notice Its SignatureTransfer half, for one token at a time: what x402 and the payment collectors call. A payer approves
/// this contract once per token and then signs each transfer for one spender, who alone can submit it.
contract Permit2 {
    struct TokenPermissions {
        address token;
        uint256 amount;
    }

    struct PermitTransferFrom {
        TokenPermissions permitted;
        uint256 nonce;
        uint256 deadline;
    }

    struct SignatureTransferDetails {
        address to;
        uint256 requestedAmount;
    }

    /// The domain names no version.
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("Permit2");
    bytes32 private constant TOKEN_TYPEHASH = keccak256("TokenPermissions(address token,uint256 amount)");
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "PermitTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline)TokenPermissions(address token,uint256 amount)"
    );
    /// The spender's own witness completes the type.
    string private constant WITNESS_TRANSFER_TYPE =
        "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,";
    bytes4 private constant ERC1271_MAGIC = 0x1626ba7e;
    bytes32 private constant COMPACT_S = 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;

    /// @notice Used nonces: 256 to a word, in any order.
    mapping(address owner => mapping(uint256 word => uint256 bits)) public nonceBitmap;

    event UnorderedNonceInvalidation(address indexed owner, uint256 word, uint256 mask);

    error SignatureExpired(uint256 signatureDeadline);
    error InvalidAmount(uint256 maxAmount);
    error InvalidNonce();
    error InvalidSignatureLength();
    error InvalidSignature();
    error InvalidSigner();
    error InvalidContractSignature();

    /// @notice The EIP-712 domain, computed on each call so that a fork of the chain gets its own.
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, block.chainid, address(this)));
    }

    /// @notice Moves at most the permitted amount to where the caller, who is the spender signed for, says.
    function permitTransferFrom(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes calldata signature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(TRANSFER_TYPEHASH, hashToken(permit.permitted), msg.sender, permit.nonce, permit.deadline)
        );
        transfer(permit, transferDetails, owner, structHash, signature);
    }

    /// @notice The same, and the payer signed a witness of the spender's too.
    /// @param witness hash of the witness struct
    /// @param witnessTypeString the rest of the signed type: `Witness witness)...` and the types it names, by the alphabet
    function permitWitnessTransferFrom(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes32 witness,
        string calldata witnessTypeString,
        bytes calldata signature
    ) external {
        bytes32 typeHash = keccak256(abi.encodePacked(WITNESS_TRANSFER_TYPE, witnessTypeString));
        bytes32 structHash = keccak256(
            abi.encode(typeHash, hashToken(permit.permitted), msg.sender, permit.nonce, permit.deadline, witness)
        );
        transfer(permit, transferDetails, owner, structHash, signature);
    }

    /// @notice Marks nonces of the caller as used.
    function invalidateUnorderedNonces(uint256 wordPos, uint256 mask) external {
        nonceBitmap[msg.sender][wordPos] |= mask;
        emit UnorderedNonceInvalidation(msg.sender, wordPos, mask);
    }

    function transfer(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata details,
        address owner,
        bytes32 structHash,
        bytes calldata signature
    ) private {
        if (block.timestamp > permit.deadline) {
            revert SignatureExpired(permit.deadline);
        }
        if (details.requestedAmount > permit.permitted.amount) {
            revert InvalidAmount(permit.permitted.amount);
        }
        useNonce(owner, permit.nonce);
        requireSigned(owner, keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR(), structHash)), signature);
        move(permit.permitted.token, owner, details.to, details.requestedAmount);
    }

    function useNonce(address owner, uint256 nonce) private {
        uint256 bit = 1 << uint8(nonce);
        uint256 bits = nonceBitmap[owner][nonce >> 8];
        if (bits & bit != 0) {
            revert InvalidNonce();
        }
        nonceBitmap[owner][nonce >> 8] = bits | bit;
    }

    /// A plain account signs with 65 bytes or 64 (EIP-2098); one with code, also by EIP-7702, is asked (ERC-1271).
    function requireSigned(address owner, bytes32 digest, bytes calldata signature) private view {
        if (owner.code.length == 0) {
            address signer = recover(digest, signature);
            if (signer == address(0)) {
                revert InvalidSignature();
            }
            if (signer != owner) {
                revert InvalidSigner();
            }
        } else if (Wallet(owner).isValidSignature(digest, signature) != ERC1271_MAGIC) {
            revert InvalidContractSignature();
        }
    }

    function recover(bytes32 digest, bytes calldata signature) private pure returns (address) {
        if (signature.length == 65) {
            return ecrecover(digest, uint8(signature[64]), bytes32(signature[:32]), bytes32(signature[32:64]));
        }
        if (signature.length == 64) {
            bytes32 parityAndS = bytes32(signature[32:]);
            uint8 v = uint8(uint256(parityAndS) >> 255) + 27;
            return ecrecover(digest, v, bytes32(signature[:32]), parityAndS & COMPACT_S);
        }
        revert InvalidSignatureLength();
    }

    /// A token may return true, or nothing; it may not return anything else. Its own reason does not come through, and an
    /// address without code counts as success, as at the contract this stands for: callers check code and Transfer logs.
    function move(address token, address from, address to, uint256 amount) private {
        // transferFrom(address,address,uint256)
        (bool ok, bytes memory answer) = token.call(abi.encodeWithSelector(0x23b872dd, from, to, amount));
        require(
            ok && (answer.length == 0 || (answer.length >= 32 && abi.decode(answer, (uint256)) == 1)),
            "TRANSFER_FROM_FAILED"
        );
    }

    function hashToken(TokenPermissions calldata permitted) private pure returns (bytes32) {
        return keccak256(abi.encode(TOKEN_TYPEHASH, permitted.token, permitted.amount));
    }
}

interface Wallet {
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4);
}
