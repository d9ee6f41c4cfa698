using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace Testing;

/// <summary>
/// The table of docs/patterns/preconditions.md: the response to each write for each set of preconditions, and how to
/// send it.
/// </summary>
internal static class PreconditionMatrix
{
    private const string Other = "\"1-s\"";
    private const string Heading = "| preconditions |";

    private static int _number;

    /// <summary>Each cell: the preconditions, the column, the status.</summary>
    public static IEnumerable<(string Preconditions, string Column, int Status)> Cells()
    {
        var lines = File.ReadLines(Path.Combine(Repository.Root, "docs", "patterns", "preconditions.md"))
            .SkipWhile(line => !line.StartsWith(Heading, StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).Select(CellsOf).ToList();
        return lines.Skip(2).SelectMany(line => line.Skip(1)
            .Select((cell, column) => (line[0], lines[0][column + 1], int.Parse(cell, CultureInfo.InvariantCulture))));
    }

    /// <summary>
    /// Sends the write of one cell and returns its status; asserts that a patient that should not have changed did not.
    /// </summary>
    /// <param name="service">The API or the gateway.</param>
    /// <param name="prefix">What the service's paths begin with.</param>
    /// <param name="preconditions">The first cell of a line.</param>
    /// <param name="column">The heading of a column.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    public static async Task<int> SendAsync(
        HttpClient service, string prefix, string preconditions, string column, CancellationToken cancellationToken)
    {
        var externalId = $"matrix-{Guid.NewGuid():N}-{Interlocked.Increment(ref _number)}";
        var (id, tag) = column.EndsWith(", there", StringComparison.Ordinal)
            ? await CreateAsync(service, prefix, externalId, cancellationToken)
            : (Guid.CreateVersion7(), Other);
        var before = await ReadAsync(service, prefix, id, cancellationToken);
        using var request = Write(prefix, column.Split(',')[0], id, externalId);
        Apply(request, preconditions, tag);

        using var response = await service.SendAsync(request, cancellationToken);

        if (!response.IsSuccessStatusCode
            && !string.Equals(
                before, await ReadAsync(service, prefix, id, cancellationToken), StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"{column} with {preconditions} was answered with {(int)response.StatusCode}, and changed the "
                + "patient.");
        }

        return (int)response.StatusCode;
    }

    private static string[] CellsOf(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static HttpRequestMessage Write(string prefix, string write, Guid id, string externalId) => write switch
    {
        "POST" => new(HttpMethod.Post, $"{prefix}/patients") { Content = Patient(externalId) },
        "PUT id" => new(HttpMethod.Put, $"{prefix}/patients/{id}") { Content = Patient(externalId) },
        "PUT external id" =>
            new(HttpMethod.Put, $"{prefix}/patients/by-external-id/{externalId}") { Content = Patient(externalId) },
        "DELETE" => new(HttpMethod.Delete, $"{prefix}/patients/{id}"),
        "batch create" => new(HttpMethod.Post, $"{prefix}/batch/patients/create")
        {
            Content = JsonContent.Create(new { items = new[] { 1 } })
        },
        "batch get" => new(HttpMethod.Post, $"{prefix}/batch/patients/get")
        {
            Content = JsonContent.Create(new { ids = new[] { id } })
        },
        _ => new(HttpMethod.Post, $"{prefix}/patients/import")
        {
            Content = new StringContent("\n") { Headers = { ContentType = new("application/x-ndjson") } }
        },
    };

    private static JsonContent Patient(string externalId, string lastName = "Changed") =>
        JsonContent.Create(new { externalId, firstName = "Jane", lastName, birthDate = "1980-02-29" });

    private static void Apply(HttpRequestMessage request, string preconditions, string tag)
    {
        foreach (var header in preconditions is "none" ? [] : preconditions.Split("; "))
        {
            var (name, value) = (header.Split(": ")[0], header.Split(": ")[1]);
            value = value.Replace("current", tag, StringComparison.Ordinal).Replace(
                "other", "\"somebody-else\"", StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(name, value is "date" ? "Thu, 01 Jan 2026 00:00:00 GMT" : value);
        }
    }

    private static async Task<(Guid Id, string Tag)> CreateAsync(
        HttpClient service, string prefix, string externalId, CancellationToken cancellationToken)
    {
        using var response = await service.PostAsync(
            new Uri($"{prefix}/patients", UriKind.Relative), Patient(externalId, "Doe"), cancellationToken);
        response.EnsureSuccessStatusCode();
        return (
            Guid.Parse(response.Headers.Location!.OriginalString.Split('/')[^1]), response.Headers.ETag!.ToString());
    }

    private static async Task<string> ReadAsync(
        HttpClient service, string prefix, Guid id, CancellationToken cancellationToken)
    {
        using var response = await service.GetAsync(
            new Uri($"{prefix}/patients/{id}", UriKind.Relative), cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync(cancellationToken)
            : "";
    }
}
