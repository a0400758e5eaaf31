package io.rocketjob.benchmark.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DisturberTests {

	private static final Duration OFTEN = Duration.ofMillis(20);

	private static final Duration LONG = Duration.ofHours(1);

	@TempDir
	private Path directory;

	private Path log;

	@BeforeEach
	void nameLog() {
		this.log = this.directory.resolve("logs").resolve("disturb.log");
	}

	@Test
	void theCommandRunsAgainAndAgainAndWhatItSaysIsInTheLog() throws Exception {
		try (Disturber disturber = start("echo out; echo err >&2", OFTEN, LONG)) {
			await().until(() -> disturber.count() >= 3);
			assertThat(disturber.failures()).isZero();
		}
		assertThat(Files.readString(this.log)).contains("1 starts", "out\nerr\n", "1 ends with 0", "2 ends with 0");
	}

	@Test
	void aCommandThatFailsIsCounted() throws Exception {
		try (Disturber disturber = start("exit 3", OFTEN, LONG)) {
			await().until(() -> disturber.failures() >= 2);
		}
		assertThat(Files.readString(this.log)).contains("1 ends with 3");
	}

	@Test
	void aCommandThatTakesTooLongIsKilledWithWhatItHasStarted() throws Exception {
		Path pid = this.directory.resolve("pid");
		try (Disturber disturber = start("sleep 300 & echo $! >" + pid + "; wait", OFTEN, Duration.ofMillis(500))) {
			await().until(() -> disturber.failures() >= 1);
		}
		long child = Long.parseLong(Files.readString(pid).strip());
		await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
		assertThat(Files.readString(this.log)).contains("has not ended within PT0.5S and is killed");
	}

	@Test
	void theFirstCommandRunsOnlyWhenItsTimeHasComeAndNoneAfterTheEnd() {
		Disturber disturber = start("exit 0", LONG, LONG);
		disturber.close();
		assertThat(disturber.count()).isZero();
		assertThat(this.log).doesNotExist();
	}

	@Test
	void theEndWaitsForTheCommandThatRuns() throws Exception {
		Path go = this.directory.resolve("go");
		Disturber disturber = start("until [ -e " + go + " ]; do sleep 0.02; done; echo done", OFTEN, LONG);
		await().until(() -> disturber.count() == 1);
		Thread closer = new Thread(disturber::close);
		closer.start();
		await().until(() -> closer.getState() == Thread.State.WAITING);
		Files.createFile(go);
		closer.join();
		assertThat(Files.readString(this.log)).contains("done\n").contains("1 ends with 0").doesNotContain("2 starts");
	}

	private Disturber start(String command, Duration every, Duration patience) {
		return Disturber.start(new Disturbance(command, every), patience, this.log);
	}

}
