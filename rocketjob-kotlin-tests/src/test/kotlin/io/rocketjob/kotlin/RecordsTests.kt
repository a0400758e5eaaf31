package io.rocketjob.kotlin

import io.rocketjob.Column
import io.rocketjob.FixedWidth
import io.rocketjob.batch.record.RecordBinder
import io.rocketjob.batch.record.fixed.FixedFormat
import java.math.BigDecimal
import java.time.LocalDate
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.junit.jupiter.api.Test
import org.springframework.core.ResolvableType
import org.springframework.format.annotation.DateTimeFormat

/** Records of files as objects of Kotlin classes. */
class RecordsTests {

    @Test
    fun `values are bound to the properties of a data class`() {
        assertThat(bind<Trade>("id" to "7", "Traded On" to "29.11.2026", "price" to "1.50", "note" to "x"))
            .isEqualTo(Trade(7, LocalDate.of(2026, 11, 29), BigDecimal("1.50"), note = "x"))
    }

    @Test
    fun `what a file does not have takes the default of the class`() {
        assertThat(bind<Trade>("id" to "7", "date" to "29.11.2026", "price" to null))
            .isEqualTo(Trade(7, LocalDate.of(2026, 11, 29)))
    }

    @Test
    fun `nothing where there is neither a default nor null is an error`() {
        assertThatIllegalArgumentException().isThrownBy { bind<Trade>("id" to null, "date" to "29.11.2026") }
            .withMessageContaining("id")
        assertThatIllegalArgumentException().isThrownBy { bind<Trade>("id" to "1") }.withMessageContaining("day")
    }

    @Test
    fun `a data class says its layout of fixed width`() {
        assertThat(FixedFormat().declaredOptions(ResolvableType.forClass(Item::class.java)))
            .containsEntry("layout", "name:5, -:2, count:3:integer, price:7:decimal:2")
    }

    private inline fun <reified T : Any> bind(vararg values: Pair<String, String?>): Any =
        RecordBinder(ResolvableType.forClass(T::class.java), null).bind(linkedMapOf<String, Any?>(*values))

    data class Trade(
        val id: Int,
        @Column("Traded On", "date") @DateTimeFormat(pattern = "dd.MM.yyyy") val day: LocalDate,
        val price: BigDecimal? = null,
        val currency: String = "EUR",
        val note: String? = null,
    )

    data class Item(
        @FixedWidth(5, skipAfter = 2) val name: String,
        @FixedWidth(3) val count: Int,
        @FixedWidth(7) val price: BigDecimal,
    )
}
