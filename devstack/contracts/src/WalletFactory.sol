// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

import {ContractWallet} from "./ContractWallet.sol";

/// @title Wallets at addresses that are known before they exist (CREATE2), for signatures by ERC-6492
contract WalletFactory {
    event WalletCreated(address indexed wallet, address indexed owner, uint256 salt);

    /// @notice Puts the wallet in its place; one that stands there already is left alone, so that a second call is harmless.
    function createWallet(address owner, uint256 salt) external returns (address wallet) {
        wallet = walletOf(owner, salt);
        if (wallet.code.length == 0) {
            new ContractWallet{salt: bytes32(salt)}(owner);
            emit WalletCreated(wallet, owner, salt);
        }
    }

    /// @notice Where the wallet is, or will be.
    function walletOf(address owner, uint256 salt) public view returns (address) {
        bytes32 creation = keccak256(abi.encodePacked(type(ContractWallet).creationCode, abi.encode(owner)));
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), bytes32(salt), creation)))));
    }
}
