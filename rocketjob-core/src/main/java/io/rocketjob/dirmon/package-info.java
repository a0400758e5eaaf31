/**
 * API: the directory monitor, which makes a job of each file that arrives.
 * {@link io.rocketjob.dirmon.DirectoryMonitor} is what to inject.
 */
@NullMarked
package io.rocketjob.dirmon;

import org.jspecify.annotations.NullMarked;
