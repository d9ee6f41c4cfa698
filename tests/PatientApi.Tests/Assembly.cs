using Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
