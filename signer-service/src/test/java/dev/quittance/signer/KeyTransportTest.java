package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.ceremony.AccountContext;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** Account keys leave and enter in boxes, by a quorum. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class KeyTransportTest extends SignerTest {
    private final SecureRandom random = new SecureRandom();
    private final BoxKey recipient = BoxKey.draw(random);

    @Test
    void exportsAKeyForItsRecipientOnceAQuorumAgrees() {
        Address account = account(bob(), "bob-main");
        Answer proposed = client().post(admin(), CHANGES, export("bob-main"));
        assertThat(proposed.json().text("state")).isEqualTo("proposed");
        assertThat(exports("bob-main").objects("exports")).isEmpty();

        agree(proposed);

        JsonObject export = exports("bob-main").objects("exports").getFirst();
        Box box = Box.parse(export.text("box"));
        byte[] key = box.open(Box.Purpose.EXPORT, AccountContext.of("bob-main", account), recipient)
                .orElseThrow();
        assertThat(address(key)).isEqualTo(account);
        assertThat(box.open(Box.Purpose.EXPORT, AccountContext.of("bob-main", account), BoxKey.draw(random)))
                .isEmpty();
        assertThat(client().post(bob(), PAYMENTS, payment(account, requirements()))
                        .status())
                .as("the account goes on")
                .isEqualTo(200);
    }

    @Test
    void showsExportsToAdminsOnly() {
        assertThat(client().get(bob(), ACCOUNTS + "/by-name/bob-main/exports").status())
                .isEqualTo(403);
    }

    @Test
    void importsAKeyAndSignsWithIt() {
        byte[] key = drawn();
        String name = unique("imported");

        change(imported(name, address(key), key, address(key)));

        Address account = account(bob(), name);
        assertThat(account).isEqualTo(address(key));
        assertThat(client().post(bob(), PAYMENTS, payment(account, requirements()))
                        .status())
                .isEqualTo(200);
        assertRefused(imported(unique("again"), address(key), key, address(key)), "account_address_taken");
    }

    @Test
    void refusesBoxesOfOtherKeysNamesAndAddresses() {
        byte[] key = drawn();
        byte[] other = drawn();

        assertRefused(imported(unique("other"), address(other), key, address(other)), "import_key_differs");
        assertRefused(imported(unique("bound"), address(key), key, address(other)), "import_key_differs");
        JsonObject renamed = imported(unique("name"), address(key), key, address(key)).toBuilder()
                .put("name", unique("another"))
                .build();
        assertRefused(renamed, "import_key_differs");
    }

    private void assertRefused(JsonObject change, String code) {
        Answer agreed =
                approve(secondAdmin(), client().post(admin(), CHANGES, change).json());
        assertThat(agreed.json().text("state")).as(agreed.text()).isEqualTo("failed");
        assertThat(agreed.json().text("failure")).isEqualTo(code);
    }

    private JsonObject exports(String account) {
        return client().get(admin(), ACCOUNTS + "/by-name/" + account + "/exports")
                .json();
    }

    private JsonObject export(String account) {
        return changeOf("export_account")
                .put("account", account)
                .put("recipient", recipient.recipient().toJwk())
                .build();
    }

    private JsonObject imported(String name, Address stated, byte[] key, Address bound) {
        var proof = CeremonyKeyProof.parse(
                client().get(admin(), "/v1/ceremony").json().object("importKey"));
        assertThat(proof.verified(Hex.decode(proof.livePublicKey()))).contains(proof.recipient());
        Box box = Box.close(key, Box.Purpose.IMPORT, AccountContext.of(name, bound), proof.recipient());
        return changeOf("import_account")
                .put("principal", "bob")
                .put("name", name)
                .put("accountKind", "payer")
                .put("address", stated.toString())
                .put("box", box.toString())
                .build();
    }

    private byte[] drawn() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        key[0] = 1;
        return key;
    }

    private static Address address(byte[] secret) {
        try (PrivateKey key = PrivateKey.of(secret)) {
            return Secp256k1.create().address(key);
        }
    }
}
