// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.28;

/// @title Roles, pause, blacklist, balances and allowances of the dollar token
/// @dev The order of the state variables follows the storage of the token this stands for, so that tools which write its
/// slots directly (balances in slot 9, allowances in slot 10) work here too. The top bit of a balance word marks a
/// blacklisted account.
abstract contract DollarBase {
    uint256 private constant BLACKLISTED = 1 << 255;

    address public owner; // 0
    address public pauser; // 1
    bool public paused; // 1
    address public blacklister; // 2
    uint256 private unused3;
    string public name; // 4
    string public symbol; // 5
    uint8 public decimals; // 6
    string public currency; // 7
    address public masterMinter; // 8
    bool internal initialized; // 8
    mapping(address account => uint256 markAndBalance) private balances; // 9
    mapping(address account => mapping(address spender => uint256)) internal allowances; // 10
    uint256 public totalSupply; // 11
    mapping(address account => bool) public isMinter; // 12
    mapping(address account => uint256) public minterAllowance; // 13

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Mint(address indexed minter, address indexed to, uint256 amount);
    event MinterConfigured(address indexed minter, uint256 minterAllowedAmount);
    event Pause();
    event Unpause();
    event Blacklisted(address indexed account);
    event UnBlacklisted(address indexed account);

    modifier whenNotPaused() {
        require(!paused, "Pausable: paused");
        _;
    }

    modifier notBlacklisted(address account) {
        require(!isBlacklisted(account), "Blacklistable: account is blacklisted");
        _;
    }

    modifier only(address role, string memory refusal) {
        require(msg.sender == role, refusal);
        _;
    }

    function isBlacklisted(address account) public view returns (bool) {
        return balances[account] & BLACKLISTED != 0;
    }

    function balanceOf(address account) public view returns (uint256) {
        return balances[account] & ~BLACKLISTED;
    }

    function blacklist(address account) external only(blacklister, "Blacklistable: caller is not the blacklister") {
        markBlacklisted(account);
    }

    function unBlacklist(address account) external only(blacklister, "Blacklistable: caller is not the blacklister") {
        balances[account] &= ~BLACKLISTED;
        emit UnBlacklisted(account);
    }

    function pause() external only(pauser, "Pausable: caller is not the pauser") {
        paused = true;
        emit Pause();
    }

    function unpause() external only(pauser, "Pausable: caller is not the pauser") {
        paused = false;
        emit Unpause();
    }

    /// @notice Lets an account mint up to `amount`.
    function configureMinter(address minter, uint256 amount)
        external
        only(masterMinter, "FiatToken: caller is not the masterMinter")
        returns (bool)
    {
        isMinter[minter] = true;
        minterAllowance[minter] = amount;
        emit MinterConfigured(minter, amount);
        return true;
    }

    /// @notice Creates dollars. The owner mints without limit, a minter within its allowance.
    function mint(address to, uint256 amount)
        external
        whenNotPaused
        notBlacklisted(msg.sender)
        notBlacklisted(to)
        returns (bool)
    {
        require(to != address(0), "FiatToken: mint to the zero address");
        require(amount > 0, "FiatToken: mint amount not greater than 0");
        if (msg.sender != owner) {
            require(isMinter[msg.sender], "FiatToken: caller is not a minter");
            require(amount <= minterAllowance[msg.sender], "FiatToken: mint amount exceeds minterAllowance");
            minterAllowance[msg.sender] -= amount;
        }
        totalSupply += amount;
        store(to, balanceOf(to) + amount);
        emit Mint(msg.sender, to, amount);
        emit Transfer(address(0), to, amount);
        return true;
    }

    function markBlacklisted(address account) internal {
        balances[account] |= BLACKLISTED;
        emit Blacklisted(account);
    }

    function move(address from, address to, uint256 value) internal {
        require(from != address(0), "ERC20: transfer from the zero address");
        require(to != address(0), "ERC20: transfer to the zero address");
        require(value <= balanceOf(from), "ERC20: transfer amount exceeds balance");
        store(from, balanceOf(from) - value);
        store(to, balanceOf(to) + value);
        emit Transfer(from, to, value);
    }

    function allow(address account, address spender, uint256 value) internal {
        require(account != address(0), "ERC20: approve from the zero address");
        require(spender != address(0), "ERC20: approve to the zero address");
        allowances[account][spender] = value;
        emit Approval(account, spender, value);
    }

    /// Writes the balance of an account that is not blacklisted; the mark's bit would not survive it.
    function store(address account, uint256 balance) private {
        require(balance < BLACKLISTED, "FiatTokenV2_2: Balance exceeds (2^255 - 1)");
        require(!isBlacklisted(account), "FiatTokenV2_2: Account is blacklisted");
        balances[account] = balance;
    }
}
