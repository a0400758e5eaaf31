/**
 * API: encryption of values and files by keys of the application.
 * {@link io.rocketjob.encryption.TinkEncryption} does it with keysets of Google Tink;
 * another {@link io.rocketjob.encryption.Encryption} may take its place.
 */
@NullMarked
package io.rocketjob.encryption;

import org.jspecify.annotations.NullMarked;
