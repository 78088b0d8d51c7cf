package dev.quittance.agent.journal;

import java.io.IOException;
import java.util.Optional;

/** Where purchases are written down. {@link FileJournal} outlives the process; {@link #none()} remembers nothing. */
public interface PurchaseJournal {

    /**
     * Takes a purchase for this caller alone, until the entry is closed.
     *
     * @return empty while somebody else, in this process or another, has it
     * @throws IOException when the journal cannot be read or written
     */
    Optional<Entry> claim(PurchaseKey key) throws IOException;

    /** One purchase, held by one caller. */
    interface Entry extends AutoCloseable {
        /**
         * The unfinished purchase, if there is one.
         *
         * @throws IOException when it is there and cannot be read: then nobody knows whether it was paid
         */
        Optional<PurchaseRecord.Open> open() throws IOException;

        /**
         * Is on disk when this returns.
         *
         * @throws IOException when it may not be
         */
        void write(PurchaseRecord.Open purchase) throws IOException;

        /** Ends the unfinished purchase of the same nonce; any other stays. */
        void finish(PurchaseRecord.Finished purchase) throws IOException;

        /** Lets the next caller have the purchase. */
        @Override
        void close();
    }

    /** For callers who write down purchases themselves, or accept to lose sight of one when the process dies. */
    static PurchaseJournal none() {
        return key -> Optional.of(new Entry() {
            @Override
            public Optional<PurchaseRecord.Open> open() {
                return Optional.empty();
            }

            @Override
            public void write(PurchaseRecord.Open purchase) {}

            @Override
            public void finish(PurchaseRecord.Finished purchase) {}

            @Override
            public void close() {}
        });
    }
}
