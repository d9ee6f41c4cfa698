using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using PatientApi.Data;
using Testing;

namespace PatientApi.Tests.Data;

/// <summary>
/// Rows that an earlier build stored are found with the current keys, and no patient is lost during the update.
/// </summary>
public sealed class SearchKeyUpdateTests(PostgresServer postgres)
{
    private const string Composed = "müller-1";
    private const string Decomposed = "mu\u0308ller-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_RowsOfAnEarlierBuild_AreFoundByTheCurrentKeys()
    {
        var connection = postgres.NewDatabase();
        await using var earlier = await EarlierDatabase.CreateAsync(connection);
        var expected = await earlier.AddAsync("turkish", "Yılmaz");
        // More than one batch.
        for (var number = 0; number < 1100; number++)
        {
            await earlier.AddAsync($"n-{number}");
        }

        await using var api = new ApiFactory(connection);
        var client = await api.CreateReadyClientAsync();

        var page = (await client.GetFromJsonAsync<PatientPage>("/patients?search=YILMAZ", Token))!;
        Assert.Equal(expected, Assert.Single(page.Items).Id);
        Assert.Equal(1101, await earlier.ReadAsync<long>("SELECT count(*) FROM patients WHERE key_version = 1"));
        Assert.Equal(1101, await earlier.ReadAsync<long>("SELECT count(DISTINCT version) FROM patients"));
    }

    [Fact]
    public async Task Start_ExternalIdDecomposedOrWithWhiteSpace_IsFoundInEveryForm()
    {
        var connection = postgres.NewDatabase();
        await using var earlier = await EarlierDatabase.CreateAsync(connection);
        var decomposed = await earlier.AddAsync(Decomposed);
        var blank = await earlier.AddAsync(" x-1\u200B");
        await using var api = new ApiFactory(connection);
        var client = await api.CreateReadyClientAsync();

        foreach (var (id, form) in ((Guid, string)[])[
            (decomposed, Composed), (decomposed, Decomposed), (blank, "x-1"), (blank, " x-1")
        ])
        {
            Assert.Equal(id, await IdOfAsync(client, form));
        }

        using var put = Samples.Put(
            $"/patients/by-external-id/{Uri.EscapeDataString(Composed)}", Samples.Patient() with { ExternalId = null });
        using var response = await client.SendAsync(put, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, await earlier.ReadAsync<long>("SELECT count(*) FROM patients"));
    }

    [Theory]
    [InlineData(Composed, Decomposed)]
    [InlineData(Decomposed, Composed)]
    [InlineData(Decomposed, " mu\u0308ller-1")]
    [InlineData("x-1", "x-1\u00A0")]
    public async Task Start_TwoPatientsWithExternalIdsThatAreEqualNow_KeepsBothAndLogsThem(
        string first, string second)
    {
        var connection = postgres.NewDatabase();
        await using var earlier = await EarlierDatabase.CreateAsync(connection);
        Guid[] ids = [await earlier.AddAsync(first), await earlier.AddAsync(second)];

        await using var api = new ApiFactory(connection);
        var client = await api.CreateReadyClientAsync();

        Assert.Equal(2, await earlier.ReadAsync<long>("SELECT count(*) FROM patients WHERE key_version = 1"));
        var reached = await IdOfAsync(client, first);
        Assert.Equal(reached, await IdOfAsync(client, second));
        foreach (var id in ids)
        {
            Assert.NotNull(await client.GetFromJsonAsync<PatientResponse>($"/patients/{id}", Token));
        }

        var report = Assert.Single(
            api.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Warning && IsOfTheUpdate(entry.Category)).Message;
        Assert.All(ids, id => Assert.Contains(id.ToString(), report, StringComparison.Ordinal));
        Assert.DoesNotContain("ller", report, StringComparison.Ordinal);
        Assert.Contains($"reach {reached}", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData(" .. ")]
    [InlineData("a\u202Eb")]
    public async Task Start_ExternalIdThatIsInvalidNow_IsKeptAndLogged(string externalId)
    {
        var connection = postgres.NewDatabase();
        await using var earlier = await EarlierDatabase.CreateAsync(connection);
        var id = await earlier.AddAsync(externalId);

        await using var api = new ApiFactory(connection);
        var client = await api.CreateReadyClientAsync();

        Assert.Equal(
            externalId, (await client.GetFromJsonAsync<PatientResponse>($"/patients/{id}", Token))!.ExternalId);
        var report = Assert.Single(
            api.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Warning && IsOfTheUpdate(entry.Category)).Message;
        Assert.Contains(id.ToString(), report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterAnInterruptedUpdate_ContinuesIt()
    {
        var connection = postgres.NewDatabase();
        await using var earlier = await EarlierDatabase.CreateAsync(connection);
        for (var number = 0; number < 3; number++)
        {
            await earlier.AddAsync($"n-{number}", "Weiß");
        }

        await using var first = new ApiFactory(connection);
        await first.CreateReadyClientAsync();
        var versions = await earlier.ReadAsync<string>(
            "SELECT string_agg(version::text, ',' ORDER BY id) FROM patients");
        await earlier.ReadAsync<int>("WITH changed AS (UPDATE patients SET key_version = 0, last_name_key = 'weiß' "
            + "WHERE external_id <> 'n-1' RETURNING 1) SELECT count(*)::int FROM changed");

        await using var second = new ApiFactory(connection);
        var client = await second.CreateReadyClientAsync();

        Assert.Equal(3, (await client.GetFromJsonAsync<PatientPage>("/patients?search=weiss", Token))!.Items.Count);
        // New search keys are no new version: the ETags that callers hold stay valid.
        Assert.Equal(
            versions,
            await earlier.ReadAsync<string>("SELECT string_agg(version::text, ',' ORDER BY id) FROM patients"));
    }

    [Fact]
    public async Task Write_TagOfAnEarlierBuild_IsStaleAndNeverAnError()
    {
        var connection = postgres.NewDatabase();
        await using var earlier = await EarlierDatabase.CreateAsync(connection);
        var id = await earlier.AddAsync("x-1");
        var xmin = await earlier.ReadAsync<string>("SELECT xmin::text FROM patients");
        await using var api = new ApiFactory(connection);
        var client = await api.CreateReadyClientAsync();

        using var put = await client.SendAsync(
            Samples.Put($"/patients/{id}", Samples.Patient(), $"\"{xmin}-s\""), Token);
        using var get = await client.SendAsync(Samples.Get($"/patients/{id}", $"\"{xmin}-s\""), Token);

        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.OK), (put.StatusCode, get.StatusCode));
    }

    private static bool IsOfTheUpdate(string? category) => string.Equals(
        category, typeof(SearchKeyUpdate).FullName, StringComparison.Ordinal);

    private static async Task<Guid> IdOfAsync(HttpClient client, string externalId) =>
        (await client.GetFromJsonAsync<PatientResponse>(
            $"/patients/by-external-id/{Uri.EscapeDataString(externalId)}", Token))!.Id;
}
