/** The signer-service as the worker sees it: accounts, and signed relay transactions checked against what was asked. */
@NullMarked
package dev.quittance.worker.signer;

import org.jspecify.annotations.NullMarked;
