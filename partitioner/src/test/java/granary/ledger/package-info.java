@org.jspecify.annotations.NullMarked
package granary.ledger;
