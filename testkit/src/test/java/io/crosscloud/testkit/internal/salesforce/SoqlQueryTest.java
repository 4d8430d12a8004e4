package io.crosscloud.testkit.internal.salesforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoqlQueryTest {
    @Test
    void query_isReadWithItsConditionAndLimit() {
        SoqlQuery query = new SoqlQuery(List.of("Id", "Name"), "User", "Username", "marta  o.from@acme.example", 5);

        assertEquals(
                Optional.of(query),
                SoqlQuery.parse("SELECT Id, Name FROM User WHERE Username = 'marta  o.from@acme.example' LIMIT 5"));
        assertEquals(
                Optional.of(query),
                SoqlQuery.parse(
                        "\n select Id,Name\tfrom User where Username='marta  o.from@acme.example' order by Id, Name limit 5 "));
    }

    @Test
    void queryWithoutBoth_takesAll() {
        assertEquals(
                Optional.of(new SoqlQuery(List.of("Id"), "User", null, null, Integer.MAX_VALUE)),
                SoqlQuery.parse("SELECT Id FROM User ORDER BY Name"));
        assertTrue(SoqlQuery.parse("select count() from User").orElseThrow().isCount());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "SELECT",
                "SELECT FROM User",
                "SELECT Id",
                "SELECT Id FROM",
                "SELECT Id; FROM User",
                "SELECT Id FROM User WHERE",
                "SELECT Id FROM User WHERE Name",
                "SELECT Id FROM User WHERE Name =",
                "SELECT Id FROM User WHERE Name = 5",
                "SELECT Id FROM User WHERE Name = 'a",
                "SELECT Id FROM User WHERE Name = 'a' AND Name = 'b'",
                "SELECT Id FROM User 'a'",
                "SELECT Id FROM User ORDER",
                "SELECT Id FROM User LIMIT x",
                "SELECT Id FROM User LIMIT 9999999999",
                "SELECT Id FROM User LIMIT 5 6",
                "SELECT Id FROM User, Account",
                "Id FROM User",
            })
    void anythingElse_isNone(String text) {
        assertEquals(Optional.empty(), SoqlQuery.parse(text));
    }
}
