package dev.quittance.transparency;

import java.util.Optional;

/**
 * A caller that remembers the newest checkpoint of the signer's log: shows it, and keeps what is answered once that is verified.
 *
 * @param <M> how remembering fails
 * @param <S> how asking the signer fails
 */
public final class Witness<M extends Exception, S extends Exception> {
    /** Once, and once more after a restoration that was stated. */
    private static final int ROUNDS = 2;

    private final Memory<M> memory;
    private final Log<S> log;
    private final Runnable restored;

    /** Where the newest checkpoint that was verified is kept. */
    public interface Memory<M extends Exception> {
        Optional<Anchor> newest() throws M;

        /** Keeps it, on disk when the method returns, unless a newer one is kept. */
        void keep(Anchor anchor) throws M, LogFaultException;
    }

    /** How the signer is asked. */
    @FunctionalInterface
    public interface Log<S extends Exception> {
        /** The signer's answer; empty when it has none to give now. */
        Optional<Reception> present(Presentation shown) throws S, InterruptedException, LogFaultException;
    }

    /**
     * Shows nothing yet.
     *
     * @param restored is run when the signer states that its log was restored: what was seen beyond is given up
     */
    public Witness(Memory<M> memory, Log<S> log, Runnable restored) {
        this.memory = memory;
        this.log = log;
        this.restored = restored;
    }

    /**
     * One round. What is not to be believed is not kept, so that it is told of again and again.
     *
     * @return what is kept now; empty when nothing was ever seen
     * @throws LogFaultException when the log is not what was seen
     */
    public Optional<Anchor> present() throws M, S, InterruptedException, LogFaultException {
        Optional<Anchor> held = memory.newest();
        boolean again = true;
        for (int round = 0; round < ROUNDS && again; round++) {
            Optional<Reception> answer = log.present(new Presentation(held));
            if (answer.isEmpty()) {
                return held;
            }
            AnchorRules.Judgement judged = AnchorRules.judge(held, Optional.empty(), answer.get());
            memory.keep(judged.anchor());
            held = Optional.of(judged.anchor());
            again = judged.isRestored();
            if (again) {
                restored.run();
            }
        }
        return held;
    }
}
