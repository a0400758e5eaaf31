package io.rocketjob.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Where paths lead. */
class RealPathTests {

	@TempDir
	private Path temporary;

	private Path directory;

	@BeforeEach
	void resolve() throws IOException {
		this.directory = this.temporary.toRealPath();
	}

	@Test
	void linksAreFollowedAndNamesAtTheEndThatAreNotThereAreKept() throws IOException {
		Path there = Files.createDirectory(this.directory.resolve("there"));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), there);
		assertThat(RealPath.of(link)).isEqualTo(there);
		assertThat(RealPath.of(link.resolve("a/b"))).isEqualTo(there.resolve("a/b"));
		assertThat(RealPath.of(this.directory.resolve("a/./b"))).isEqualTo(this.directory.resolve("a/b"));
	}

	@Test
	void aLinkThatLeadsNowhereLeadsOutsideOfEverything() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory.resolve("nowhere"));
		assertThat(RealPath.of(link)).isEqualTo(link.getRoot());
		assertThat(RealPath.of(link.resolve("a"))).isEqualTo(link.getRoot());
		Path loop = Files.createSymbolicLink(this.directory.resolve("loop"), this.directory.resolve("loop"));
		assertThat(RealPath.of(loop.resolve("a"))).isEqualTo(loop.getRoot());
	}

}
