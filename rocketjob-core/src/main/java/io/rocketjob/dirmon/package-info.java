/**
 * API: the directory monitor, which makes a job of each file that arrives.
 * {@link io.rocketjob.dirmon.FilePattern} says which files are meant.
 */
@NullMarked
package io.rocketjob.dirmon;

import org.jspecify.annotations.NullMarked;
