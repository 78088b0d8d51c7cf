package dev.quittance.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendOutcomeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    AlreadyKnown      | already known
                    AlreadyKnown      | transaction already imported
                    AlreadyKnown      | Known transaction
                    AlreadyKnown      | AlreadyKnown
                    NonceTooLow       | nonce too low
                    NonceTooLow       | nonce too low: next nonce 5, tx nonce 4
                    NonceTooLow       | OldNonce, Current nonce: 5, nonce of rejected tx: 4
                    Underpriced       | replacement transaction underpriced
                    Underpriced       | transaction underpriced: tip needed 1, tip permitted 0
                    Underpriced       | max fee per gas less than block base fee
                    Underpriced       | max fee per gas less than block base fee: address 0x01, maxFeePerGas: 1, baseFee: 7
                    Underpriced       | FeeTooLow, MaxFeePerGas too low
                    InsufficientFunds | insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1
                    InsufficientFunds | Insufficient funds for gas * price + value
                    InsufficientFunds | Upfront cost exceeds account balance
                    Rejected          | exceeds block gas limit
                    Rejected          | txpool is full
                    Rejected          | nonce too high
                    """)
    void understandsTheWordsOfTheNodes(String outcome, String words) {
        var failure = new RpcResult.Failure(-32000, words, MissingNode.getInstance());
        assertThat(SendOutcome.classify(failure).getClass().getSimpleName()).isEqualTo(outcome);
    }
}
