/**
 * API: the plugin behind {@link io.rocketjob.plugin.transaction.SliceTransaction}.
 */
@NullMarked
package io.rocketjob.plugin.transaction;

import org.jspecify.annotations.NullMarked;
