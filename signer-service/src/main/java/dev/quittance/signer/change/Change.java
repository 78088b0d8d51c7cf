package dev.quittance.signer.change;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.Address;
import dev.quittance.signer.account.Account;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.principal.Principal;
import dev.quittance.signer.principal.PrincipalKey;
import dev.quittance.signer.stop.StopTarget;
import java.util.List;
import java.util.Optional;

/** One administrative act. */
public sealed interface Change {
    /** Registers somebody with keys, and opens its accounts. */
    record RegisterPrincipal(Principal principal) implements Change {}

    /** Gives a principal a further key. */
    record AddKey(String principal, PrincipalKey key) implements Change {}

    /** Takes a key out of force for ever. */
    record RevokeKey(String keyId) implements Change {}

    /** Puts a grant, in the place of the one with its id if there is one. */
    record PutGrant(Grant grant) implements Change {}

    /** Removes a grant. */
    record RemoveGrant(String id) implements Change {}

    /** Opens an account with a new key. */
    record CreateAccount(String principal, String name, Account.Kind accountKind) implements Change {}

    /** Gives an account another name; grants that name it do not follow. */
    record RenameAccount(String account, String name) implements Change {}

    /** Gives an account a new key and with it a new address; the old one is retired. */
    record RotateAccount(String account) implements Change {}

    /** Closes an account for ever. */
    record CloseAccount(String account) implements Change {}

    /** Puts an account's key into a box for whoever takes it out; the account goes on. */
    record ExportAccount(String account, BoxRecipient recipient) implements Change {}

    /**
     * Opens an account with a key from elsewhere.
     *
     * @param address the key's, for the admins who approve
     * @param box with the key, closed for the signer's import key
     */
    record ImportAccount(String principal, String name, Account.Kind accountKind, Address address, Box box)
            implements Change {}

    /** Has nothing signed for the target. */
    record Stop(StopTarget target) implements Change {}

    /** Has things signed for the target again, as far as grants say. */
    record Resume(StopTarget target) implements Change {}

    /**
     * Has a restored database signed with again, from these nonces on; or corrects them later.
     *
     * @param chainNonces the chain's next nonce, of each relay account for each chain that it is to send on
     * @param log with which the transparency log goes on; changes of before there was one name none, and cannot be applied
     */
    record OpenRestored(List<LaneNonce> chainNonces, Optional<LogHead> log) implements Change {
        public OpenRestored {
            chainNonces = List.copyOf(chainNonces);
        }
    }
}
