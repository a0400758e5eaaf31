@NullMarked
package io.rocketjob.sample;

import org.jspecify.annotations.NullMarked;
