/** Administrative acts: proposed by one admin, agreed to by others when they widen what can be signed, and then applied. */
@NullMarked
package dev.quittance.signer.change;

import org.jspecify.annotations.NullMarked;
