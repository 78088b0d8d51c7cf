@NullMarked
package dev.quittance.signer.relay;

import org.jspecify.annotations.NullMarked;
