package io.rocketjob.testsupport;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets each wait of a test that names no time of its own go on for half a minute before
 * it fails: on a busy machine, 10 seconds pass without a thread having had its turn. A
 * wait that succeeds is not longer by it.
 */
public final class PatientWaits implements LauncherSessionListener {

	static final Duration LONGEST = Duration.ofSeconds(30);

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		Awaitility.setDefaultTimeout(LONGEST);
	}

}
