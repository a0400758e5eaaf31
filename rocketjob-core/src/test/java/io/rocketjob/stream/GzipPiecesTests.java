package io.rocketjob.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Pieces of gzip files. */
class GzipPiecesTests {

	@Test
	void piecesAreOneFileOfOneMemberThatEveryReaderReadsToItsEnd() throws IOException {
		Random random = new Random(7);
		for (int round = 0; round < 200; round++) {
			ByteArrayOutputStream content = new ByteArrayOutputStream();
			ByteArrayOutputStream file = new ByteArrayOutputStream();
			GzipPieces.Writer writer = new GzipPieces.Writer(file);
			for (int piece = random.nextInt(6); piece > 0; piece--) {
				byte[] plain = bytes(random, random.nextInt(4) * random.nextInt(70_000));
				content.writeBytes(plain);
				writer.write(GzipPieces.compress(plain));
			}
			writer.finish();
			assertThat(new GZIPInputStream(new Unavailable(file.toByteArray())).readAllBytes())
				.isEqualTo(content.toByteArray());
			assertThat(new GzipInputStream(new ByteArrayInputStream(file.toByteArray())).readAllBytes())
				.isEqualTo(content.toByteArray());
		}
	}

	/** That of texts and that of noise, which becomes no smaller. */
	private static byte[] bytes(Random random, int length) {
		byte[] bytes = new byte[length];
		if (random.nextBoolean()) {
			random.nextBytes(bytes);
		}
		else {
			for (int i = 0; i < length; i++) {
				bytes[i] = (byte) ('a' + random.nextInt(3));
			}
		}
		return bytes;
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000, 32 * 1024, 10_000_000 })
	void aPieceHasItsContent(int length) throws IOException {
		for (byte[] plain : new byte[][] { new byte[length], bytes(new Random(length), length) }) {
			assertThat(GzipPieces.decompress(GzipPieces.compress(plain))).isEqualTo(plain);
		}
	}

	@Test
	void aPieceThatIsDamagedIsAnErrorAndNeverOtherContent() {
		byte[] plain = "The quick brown fox, the lazy dog, and the quick fox".getBytes(StandardCharsets.UTF_8);
		byte[] piece = GzipPieces.compress(plain);
		for (int length = 0; length < piece.length - 5; length++) {
			byte[] cut = Arrays.copyOf(piece, length);
			assertThatIOException().as(length + " bytes")
				.isThrownBy(() -> GzipPieces.decompress(cut))
				.withMessageContaining("a piece of gzip");
		}
		for (int bit = 0; bit < 8 * (piece.length - 5); bit++) {
			byte[] flipped = piece.clone();
			flipped[bit / 8] ^= (byte) (1 << bit % 8);
			try {
				assertThat(GzipPieces.decompress(flipped)).as("bit " + bit).isEqualTo(plain);
			}
			catch (IOException ex) {
				assertThat(ex).hasMessageContaining("a piece of gzip");
			}
		}
	}

	@Test
	void aPieceThatClaimsMoreThanItCanHoldTakesNoMemory() {
		byte[] piece = GzipPieces.compress(new byte[] { 1 });
		piece[4] = 0x7F;
		assertThatIOException().isThrownBy(() -> GzipPieces.decompress(piece)).withMessageContaining("claims to have");
		assertThatIOException().isThrownBy(() -> new GzipPieces.Writer(new ByteArrayOutputStream()).write(piece))
			.withMessageContaining("claims to have");
	}

	@Test
	void onlyAFileOfGzipAloneIsMadeOfPieces() {
		assertThat(GzipPieces.areFileOf("a.json.gz")).isTrue();
		assertThat(GzipPieces.areFileOf("A.GZIP")).isTrue();
		assertThat(GzipPieces.areFileOf("a.gz.enc")).isFalse();
		assertThat(GzipPieces.areFileOf("a.zst.gz")).isFalse();
		assertThat(GzipPieces.areFileOf("a.json")).isFalse();
	}

	/** Never knows what it has, as a connection; some then end after a member. */
	private static final class Unavailable extends InputStream {

		private final ByteArrayInputStream bytes;

		private Unavailable(byte[] bytes) {
			this.bytes = new ByteArrayInputStream(bytes);
		}

		@Override
		public int read() {
			return this.bytes.read();
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			return this.bytes.read(buffer, offset, Math.min(length, 512));
		}

	}

}
