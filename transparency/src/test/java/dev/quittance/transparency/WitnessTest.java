package dev.quittance.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private final SignedLog log = new SignedLog();
    private final List<Presentation> shown = new ArrayList<>();
    private final AtomicInteger restorations = new AtomicInteger();
    private Optional<Anchor> kept = Optional.empty();

    @Test
    void showsWhatItKeptAndKeepsWhatIsAnswered() throws Exception {
        log.append(4);
        witness(answers(log.answer(0))).present();
        log.append(3);

        Optional<Anchor> now = witness(answers(log.answer(4))).present();

        assertThat(now).isEqualTo(kept).isPresent();
        assertThat(now.get().checkpoint().size()).isEqualTo(7);
        assertThat(shown.getFirst().seen()).isEmpty();
        assertThat(shown.getLast().seen().orElseThrow().checkpoint().size()).isEqualTo(4);
        assertThat(restorations).hasValue(0);
    }

    @Test
    void keepsNothingOfALogThatIsNotTheOneSeen() throws Exception {
        log.append(5);
        witness(answers(log.answer(0))).present();
        Optional<Anchor> before = kept;
        log.cutTo(3);

        assertThatThrownBy(() -> witness(answers(log.answer(3))).present())
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(LogFault.ROLLED_BACK));

        assertThat(kept).isEqualTo(before);
    }

    @Test
    void keepsWhatItHasWhenTheSignerSaysNothing() throws Exception {
        log.append(2);
        witness(answers(log.answer(0))).present();
        Optional<Anchor> before = kept;

        assertThat(witness(_ -> Optional.empty()).present()).isEqualTo(before);
        assertThat(kept).isEqualTo(before);
    }

    @Test
    void showsTheNewLogAtOnceAfterAStatedRestoration() throws Exception {
        // Given a log that goes on from 4 of 9 entries
        log.append(9);
        witness(answers(log.answer(0))).present();
        log.cutTo(4);
        log.append("{\"kind\":\"restored\",\"size\":4,\"v\":1}");
        log.append(2);
        shown.clear();

        // When
        witness(answers(log.restoration(4), log.answer(7, OptionalLong.of(4)))).present();

        // Then
        assertThat(restorations).hasValue(1);
        assertThat(shown).hasSize(2);
        assertThat(shown.getLast().seen().orElseThrow().restored()).hasValue(4);
        assertThat(kept.orElseThrow().checkpoint().size()).isEqualTo(7);
    }

    @Test
    void passesOnWhatFails() {
        assertThatThrownBy(() -> witness(_ -> {
                            throw new IllegalStateException("gone");
                        })
                        .present())
                .hasMessage("gone");
        assertThat(kept).isEmpty();
    }

    private Witness<RuntimeException, RuntimeException> witness(Witness.Log<RuntimeException> signer) {
        var memory = new Witness.Memory<RuntimeException>() {
            @Override
            public Optional<Anchor> newest() {
                return kept;
            }

            @Override
            public void keep(Anchor anchor) {
                kept = Optional.of(anchor);
            }
        };
        return new Witness<>(memory, signer, restorations::incrementAndGet);
    }

    private Witness.Log<RuntimeException> answers(Reception... given) {
        var left = new ArrayList<>(List.of(given));
        return asked -> {
            shown.add(asked);
            return Optional.of(left.removeFirst());
        };
    }
}
