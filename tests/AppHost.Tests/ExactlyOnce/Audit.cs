using System.Net;
using System.Net.Http.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>Compares the responses of callers with the state of the database and the API.</summary>
internal sealed class Audit(Callers callers, PatientDatabase database, HttpClient gateway)
{
    private const int RepeatedAtOnce = 16;

    /// <summary>
    /// The database holds exactly the acknowledged patients, each changed as often as responses acknowledged, in the
    /// version of the last acknowledged response.
    /// </summary>
    public async Task StoredOnceAsync(CancellationToken cancellationToken)
    {
        var acknowledged = callers.AcknowledgedByPatient;
        var stored = await database.ReadPatientsAsync(cancellationToken);
        AssertSame(acknowledged.Select(patient => patient.Key), stored.Select(patient => patient.ExternalId));
        Assert.Equal(callers.All.Count(settled => settled.Response.Status == HttpStatusCode.Created), stored.Count);
        Assert.All(stored, patient =>
        {
            var writes = acknowledged[patient.ExternalId].OrderBy(settled => settled.Write.Count).ToList();
            Assert.Equal((writes.Count, writes.Count), (patient.Count, patient.Changes));
            Assert.Equal(Enumerable.Range(1, writes.Count), writes.Select(settled => settled.Write.Count));
            Assert.All(writes, settled => Assert.Equal(patient.Id, settled.Response.ReadPatient().Id));
            Assert.Equal($"\"{patient.Version}-s\"", writes[^1].Response.ETag);
        });
        AssertSame(callers.All.Select(settled => settled.Write.Key), await database.ReadKeysAsync(cancellationToken));
    }

    /// <summary>The API returns the same patients.</summary>
    public async Task ListedOnceAsync(CancellationToken cancellationToken)
    {
        var listed = new List<string>();
        const string First = $"{GatewayClient.Patients}?search={Keys.Prefix}&limit=100";
        for (var next = First; next is not null;)
        {
            var page = (await gateway.GetFromJsonAsync<PatientPage>(next, cancellationToken))!;
            listed.AddRange(page.Items.Select(patient => $"{patient.ExternalId} {patient.Id}"));
            next = page.NextCursor is { } cursor ? $"{First}&cursor={cursor}" : null;
        }

        AssertSame(
            callers.AcknowledgedByPatient.Select(
                patient => $"{patient.Key} {patient.First().Response.ReadPatient().Id}"),
            listed);
    }

    /// <summary>Retries a share of the writes; each gets its stored response, byte for byte.</summary>
    /// <returns>How many.</returns>
    public async Task<int> AnsweredTheSameAsync(double share, Random dice, CancellationToken cancellationToken)
    {
        var some = callers.All.OrderBy(settled => settled.Write.Key, StringComparer.Ordinal)
            .Where(_ => dice.NextDouble() < share).ToList();
        await Parallel.ForEachAsync(
            some,
            new ParallelOptions { MaxDegreeOfParallelism = RepeatedAtOnce, CancellationToken = cancellationToken },
            async (settled, token) =>
                Assert.Equal(
                    settled.Response with { IsReplayed = true }, await callers.RepeatAsync(settled.Write, token)));
        return some.Count;
    }

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
}
