@NullMarked
package dev.quittance.gateway.quota;

import org.jspecify.annotations.NullMarked;
