package dev.quittance.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AnchorRulesTest {
    private static final String ORIGIN = "log.test";
    private static final KeyPair KEY = key();

    private final List<byte[]> entries = new ArrayList<>();

    @Test
    void takesTheFirstCheckpointAndThenOnlyWhatBeginsWithIt() throws Exception {
        append(5);
        Anchor first = judge(Optional.empty(), answer(0)).anchor();
        assertThat(first.checkpoint().size()).isEqualTo(5);

        append(8);
        Anchor second = judge(Optional.of(first), answer(5)).anchor();

        assertThat(second.checkpoint().size()).isEqualTo(13);
        assertThat(judge(Optional.of(second), answer(13)).anchor()).isEqualTo(second);
    }

    @Test
    void refusesAShorterLogAndAnotherOne() throws Exception {
        append(9);
        Anchor held = judge(Optional.empty(), answer(0)).anchor();

        entries.removeLast();
        refuses(Optional.of(held), answer(8), LogFault.ROLLED_BACK);
        entries.add("another".getBytes(StandardCharsets.UTF_8));
        refuses(Optional.of(held), answer(9), LogFault.FORKED);
        append(3);
        refuses(Optional.of(held), answer(9), LogFault.FORKED);
    }

    @Test
    void takesAStatedRestorationOnce() throws Exception {
        // Given a log that goes on from 4 of 9 entries
        append(9);
        Anchor held = judge(Optional.empty(), answer(0)).anchor();
        entries.subList(4, 9).clear();
        entries.add("{\"kind\":\"restored\",\"size\":4,\"v\":1}".getBytes(StandardCharsets.UTF_8));
        append(2);

        // When
        AnchorRules.Judgement judged = judge(Optional.of(held), restoration(4));

        // Then
        assertThat(judged.isRestored()).isTrue();
        assertThat(judged.anchor().restored()).hasValue(4);
        refuses(Optional.of(judged.anchor()), restoration(4), LogFault.RESTORATION_WRONG);
        refuses(Optional.of(held), restoration(5), LogFault.RESTORATION_WRONG);
        Anchor shorter = new Anchor(note(new NaiveTree(entries).first(4).checkpoint()), OptionalLong.empty());
        refuses(Optional.of(shorter), restoration(4), LogFault.RESTORATION_WRONG);
        Anchor later = new Anchor(held.note(), OptionalLong.of(7));
        refuses(Optional.of(later), answer(7), LogFault.ROLLED_BACK);
    }

    @Test
    void refusesAnotherKeyAndAnotherLog() throws Exception {
        append(3);
        Anchor held = judge(Optional.empty(), answer(0)).anchor();
        Reception answer = answer(3);

        assertThatThrownBy(() -> AnchorRules.judge(Optional.of(held), Optional.of("other.test"), answer))
                .hasMessageStartingWith(LogFault.ORIGIN_OTHER.code());
        Reception byAnother = new Reception(
                answer.checkpoint(),
                Base64.getEncoder().encodeToString(key().getPublic().getEncoded()),
                answer.consistency(),
                answer.restored(),
                answer.restoration());
        refuses(Optional.of(held), byAnother, LogFault.SIGNATURE_MISSING);
    }

    @Test
    void writesWhatItReads() {
        append(6);
        for (Reception answer : List.of(answer(2), restoration(3))) {
            assertThat(Reception.fromJson(JsonObject.parse(answer.toJson().toString())))
                    .isEqualTo(answer);
        }
        for (Presentation shown : List.of(
                new Presentation(Optional.empty()),
                new Presentation(Optional.of(new Anchor("note", OptionalLong.empty()))),
                new Presentation(Optional.of(new Anchor("note", OptionalLong.of(7)))))) {
            assertThat(Presentation.fromJson(JsonObject.parse(shown.toJson().toString())))
                    .isEqualTo(shown);
        }
        assertThatThrownBy(() -> Presentation.fromJson(
                        JsonObject.builder().put("restored", 1).build()))
                .isInstanceOf(MalformedException.class);
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            entries.add(("{\"kind\":\"denied\",\"number\":" + entries.size() + "}").getBytes(StandardCharsets.UTF_8));
        }
    }

    private Reception answer(int seen) {
        var tree = new NaiveTree(entries);
        return new Reception(
                note(tree.checkpoint()),
                Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded()),
                tree.proof(seen),
                OptionalLong.empty(),
                Optional.empty());
    }

    private Reception restoration(int index) {
        Reception answer = answer(0);
        return new Reception(
                answer.checkpoint(),
                answer.key(),
                List.of(),
                OptionalLong.of(index),
                Optional.of(new Reception.Restoration(
                        index,
                        new String(entries.get(index), StandardCharsets.UTF_8),
                        new NaiveTree(entries).path(index))));
    }

    private static AnchorRules.Judgement judge(Optional<Anchor> held, Reception answer) throws LogFaultException {
        return AnchorRules.judge(held, Optional.of(ORIGIN), answer);
    }

    private static void refuses(Optional<Anchor> held, Reception answer, LogFault expected) {
        assertThatThrownBy(() -> judge(held, answer))
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(expected));
    }

    private static String note(Checkpoint checkpoint) {
        return SignedNote.of(checkpoint, LogKey.of(ORIGIN, KEY.getPublic().getEncoded()), AnchorRulesTest::sign);
    }

    private static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KEY.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
