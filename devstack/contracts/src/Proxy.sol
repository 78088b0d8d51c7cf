// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

/// @title Upgradeable proxy with the EIP-1967 storage slots
/// @notice Every call is delegated to the implementation. The admin is kept out of it, as with the token this stands for,
/// which costs each call one more storage read.
contract Proxy {
    /// keccak256("eip1967.proxy.implementation") - 1
    bytes32 private constant IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
    /// keccak256("eip1967.proxy.admin") - 1
    bytes32 private constant ADMIN_SLOT = 0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103;

    event Upgraded(address indexed implementation);

    /// @notice Points the proxy at other code. Admin only; anybody else reaches the implementation.
    function upgradeTo(address target) external {
        if (msg.sender != read(ADMIN_SLOT)) {
            delegate();
        }
        assembly ("memory-safe") {
            sstore(IMPLEMENTATION_SLOT, target)
        }
        emit Upgraded(target);
    }

    fallback() external payable {
        require(msg.sender != read(ADMIN_SLOT), "Cannot call fallback function from the proxy admin");
        delegate();
    }

    receive() external payable {
        delegate();
    }

    function read(bytes32 slot) private view returns (address value) {
        assembly ("memory-safe") {
            value := sload(slot)
        }
    }

    /// Hands over the whole call and returns or reverts as the implementation does; control never comes back.
    function delegate() private {
        address target = read(IMPLEMENTATION_SLOT);
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if ok { return(0, returndatasize()) }
            revert(0, returndatasize())
        }
    }
}
