/** The quittance: the signed receipt that binds challenge, request, transaction and delivery. */
@NullMarked
package dev.quittance.protocol.receipt;

import org.jspecify.annotations.NullMarked;
