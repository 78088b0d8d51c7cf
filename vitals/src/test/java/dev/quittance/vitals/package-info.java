@NullMarked
package dev.quittance.vitals;

import org.jspecify.annotations.NullMarked;
