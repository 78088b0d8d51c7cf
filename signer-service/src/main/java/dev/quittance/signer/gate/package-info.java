/**
 * The one gate that every signature passes: one writer decides about all requests in order, and their permissions are in the
 * journal, their amounts counted and their tokens spent before anything is signed.
 */
@NullMarked
package dev.quittance.signer.gate;

import org.jspecify.annotations.NullMarked;
