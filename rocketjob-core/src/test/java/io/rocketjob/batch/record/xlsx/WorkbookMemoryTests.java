package io.rocketjob.batch.record.xlsx;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rocketjob.testsupport.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class WorkbookMemoryTests {

	@Test
	void aLargeWorkbookIsWrittenAndReadInASmallHeap(@TempDir Path directory) {
		try (ChildProcess process = ChildProcess.start("workbook", directory.resolve("workbook.log"),
				List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"), WorkbookMemory.class,
				List.of("20000"), Map.of())) {
			assertThat(process.awaitExit(Duration.ofMinutes(3))).as(process::printed).isZero();
			assertThat(process.printed()).contains("written: ", "read: ", "read with shared texts: ");
		}
	}

}
