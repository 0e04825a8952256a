package io.penstock.db.claim;

import io.penstock.db.claim.Settlements.Settlement;
import java.util.List;

/** Told of each transaction that settles, before it begins and when its fate is known. It must neither wait nor throw. */
public interface SettlementWatch {

    SettlementWatch NOBODY = settlements -> new Transaction() {
        @Override
        public void committed(List<Finish> finishes) {}

        @Override
        public void rolledBack() {}

        @Override
        public void unknown() {}
    };

    Transaction begins(List<Settlement> settlements);

    interface Transaction {

        /** @param finishes in the order of the settlements */
        void committed(List<Finish> finishes);

        void rolledBack();

        /** The connection broke, or the like: it may have been committed, or be committed yet. */
        void unknown();
    }
}
