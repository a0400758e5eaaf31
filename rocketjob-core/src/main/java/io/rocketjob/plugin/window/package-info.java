/**
 * API: the plugin behind {@link io.rocketjob.plugin.window.ProcessingWindow}.
 */
@NullMarked
package io.rocketjob.plugin.window;

import org.jspecify.annotations.NullMarked;
