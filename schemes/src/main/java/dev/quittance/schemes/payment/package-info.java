/** What schemes and services say to each other: a payment in facts, what to ask the chain of it, and how it gets there. */
@NullMarked
package dev.quittance.schemes.payment;

import org.jspecify.annotations.NullMarked;
