// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

/// @title A smallest contract wallet: one owner's key signs for it (ERC-1271)
/// @notice Without an owner in storage the account's own key counts, so the code also serves as an EIP-7702 delegate.
contract ContractWallet {
    address public owner; // 0

    constructor(address owner_) {
        owner = owner_;
    }

    receive() external payable {}

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (signature.length != 65) {
            return 0xffffffff;
        }
        address signer = ecrecover(digest, uint8(signature[64]), bytes32(signature[:32]), bytes32(signature[32:64]));
        return signer != address(0) && signer == signatory() ? this.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @notice Any call in the wallet's name, by its owner.
    function execute(address target, uint256 value, bytes calldata data) external returns (bytes memory) {
        require(msg.sender == signatory(), "ContractWallet: caller is not the owner");
        (bool ok, bytes memory answer) = target.call{value: value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }

    function signatory() private view returns (address) {
        return owner == address(0) ? address(this) : owner;
    }
}
