package dev.quittance.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AnchorRulesTest {
    private final SignedLog log = new SignedLog();

    @Test
    void takesTheFirstCheckpointAndThenOnlyWhatBeginsWithIt() throws Exception {
        log.append(5);
        Anchor first = judge(Optional.empty(), log.answer(0)).anchor();
        assertThat(first.checkpoint().size()).isEqualTo(5);

        log.append(8);
        Anchor second = judge(Optional.of(first), log.answer(5)).anchor();

        assertThat(second.checkpoint().size()).isEqualTo(13);
        assertThat(judge(Optional.of(second), log.answer(13)).anchor()).isEqualTo(second);
    }

    @Test
    void refusesAShorterLogAndAnotherOne() throws Exception {
        log.append(9);
        Anchor held = judge(Optional.empty(), log.answer(0)).anchor();

        log.cutTo(8);
        refuses(Optional.of(held), log.answer(8), LogFault.ROLLED_BACK);
        log.append("another");
        refuses(Optional.of(held), log.answer(9), LogFault.FORKED);
        log.append(3);
        refuses(Optional.of(held), log.answer(9), LogFault.FORKED);
    }

    @Test
    void takesAStatedRestorationOnce() throws Exception {
        // Given a log that goes on from 4 of 9 entries
        log.append(9);
        Anchor held = judge(Optional.empty(), log.answer(0)).anchor();
        log.cutTo(4);
        log.append("{\"kind\":\"restored\",\"size\":4,\"v\":1}");
        log.append(2);

        // When
        AnchorRules.Judgement judged = judge(Optional.of(held), log.restoration(4));

        // Then
        assertThat(judged.isRestored()).isTrue();
        assertThat(judged.anchor().restored()).hasValue(4);
        refuses(Optional.of(judged.anchor()), log.restoration(4), LogFault.RESTORATION_WRONG);
        refuses(Optional.of(held), log.restoration(5), LogFault.RESTORATION_WRONG);
        Anchor shorter = new Anchor(log.note(4), OptionalLong.empty());
        refuses(Optional.of(shorter), log.restoration(4), LogFault.RESTORATION_WRONG);
        Anchor later = new Anchor(held.note(), OptionalLong.of(7));
        refuses(Optional.of(later), log.answer(7), LogFault.ROLLED_BACK);
    }

    @Test
    void refusesAnotherKeyAndAnotherLog() throws Exception {
        log.append(3);
        Anchor held = judge(Optional.empty(), log.answer(0)).anchor();
        Reception answer = log.answer(3);

        assertThatThrownBy(() -> AnchorRules.judge(Optional.of(held), Optional.of("other.test"), answer))
                .hasMessageStartingWith(LogFault.ORIGIN_OTHER.code());
        Reception byAnother = new Reception(
                answer.checkpoint(),
                Base64.getEncoder()
                        .encodeToString(SignedLog.newKey().getPublic().getEncoded()),
                answer.consistency(),
                answer.restored(),
                answer.restoration());
        refuses(Optional.of(held), byAnother, LogFault.SIGNATURE_MISSING);
    }

    @Test
    void writesWhatItReads() {
        log.append(6);
        for (Reception answer : List.of(log.answer(2), log.restoration(3))) {
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

    private static AnchorRules.Judgement judge(Optional<Anchor> held, Reception answer) throws LogFaultException {
        return AnchorRules.judge(held, Optional.of(SignedLog.ORIGIN), answer);
    }

    private static void refuses(Optional<Anchor> held, Reception answer, LogFault expected) {
        assertThatThrownBy(() -> judge(held, answer))
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(expected));
    }
}
