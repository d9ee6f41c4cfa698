using System.Net.Http.Json;
using System.Text.Json;
using Drills.History;

namespace Drills.Load;

/// <summary>A caller of the gateway that records what it asks and what it is answered.</summary>
/// <param name="gateways">The gateways, which take turns.</param>
/// <param name="recorder">The record.</param>
internal sealed class PatientClient(IReadOnlyList<HttpClient> gateways, Recorder recorder)
{
    /// <summary>The path of the patients.</summary>
    public const string Patients = "/api/v1/patients";

    private const string Batches = "/api/v1/batch/patients";

    private int _next;

    /// <summary>Creates the path of a batch of creates.</summary>
    public static string BatchCreate => $"{Batches}/create";

    /// <summary>Reads one patient.</summary>
    public async Task<Answer> ReadAsync(PoolPatient patient, TimeSpan? intended, int client)
    {
        var start = recorder.Now;
        var answer = await AskAsync(
            () => new(HttpMethod.Get, $"{Patients}/{patient.Id}"),
            isWrite: false,
            (response, token) => AnswerReader.ReadAsync(response, isWrite: false, token));
        Record(patient.ExternalId, start, client, answer);
        Sampled(intended, RequestKind.Read, answer);
        return answer;
    }

    /// <summary>Reads several patients in one request.</summary>
    public async Task ReadManyAsync(IReadOnlyList<PoolPatient> patients, TimeSpan intended, int client)
    {
        var start = recorder.Now;
        IReadOnlyList<Answer> items = [];
        var whole = await AskAsync(
            () => new(HttpMethod.Post, $"{Batches}/get")
            {
                Content = JsonContent.Create(new { ids = patients.Select(patient => patient.Id) }),
            },
            isWrite: false,
            async (response, token) =>
                (items = await ItemsAsync(response, isWrite: false, token)) is { Count: > 0 }
                    ? items.MaxBy(item => item.Verdict)!
                    : await AnswerReader.ReadAsync(response, isWrite: false, token));
        foreach (var (patient, item) in patients.Zip(items))
        {
            Record(patient.ExternalId, start, client, item);
        }

        Sampled(intended, RequestKind.BatchRead, whole);
    }

    /// <summary>Sends a write, for the first time or again.</summary>
    /// <returns>One answer for each item.</returns>
    public async Task<IReadOnlyList<Answer>> WriteAsync(KeyedWrite write, TimeSpan? intended, int client)
    {
        var start = recorder.Now;
        IReadOnlyList<Answer> items = [];
        var whole = await AskAsync(
            write.CreateRequest,
            isWrite: true,
            async (response, token) =>
                write.IsBatch && (items = await ItemsAsync(response, isWrite: true, token)) is { Count: > 0 }
                    ? items.MaxBy(item => item.Verdict)!
                    : await AnswerReader.ReadAsync(response, isWrite: true, token));
        IReadOnlyList<Answer> answers = items.Count > 0 ? items : [.. write.Items.Select(_ => whole)];
        foreach (var (item, answer) in write.Items.Zip(answers))
        {
            Record(write, item, start, client, answer);
        }

        Sampled(intended, write.IsBatch ? RequestKind.BatchCreate : RequestKind.Write, whole);
        return answers;
    }

    /// <summary>Records that a write that was accepted for later is done.</summary>
    public void RecordDelivery(KeyedWrite write) => Record(
        write, write.Items[0], recorder.Now, client: 0, new(Verdict.Right, Outcome.Ok) { Status = 202 });

    /// <summary>Asks for the state of a write that was accepted for later.</summary>
    /// <returns><c>queued</c>, <c>delivering</c>, <c>succeeded</c>, <c>failed</c>, or nothing.</returns>
    public async Task<string?> GetStateAsync(string location)
    {
        string? state = null;
        await AskAsync(
            () => new(HttpMethod.Get, location),
            isWrite: false,
            async (response, token) =>
            {
                if (response.IsSuccessStatusCode)
                {
                    state = (await response.Content.ReadFromJsonAsync<JsonElement>(token))
                        .GetProperty("state").GetString();
                }

                return new(Verdict.Right, Outcome.Ok);
            });
        return state;
    }

    // The HTTP client ends a request that hangs; the history needs to know that, whatever it was.
    private static async Task<Answer> AskAsync(
        HttpClient gateway,
        Func<HttpRequestMessage> create,
        bool isWrite,
        Func<HttpResponseMessage, CancellationToken, Task<Answer>> read)
    {
        try
        {
            using var request = create();
            using var response = await gateway.SendAsync(request, CancellationToken.None);
            return await read(response, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return new(Verdict.Hung, isWrite ? Outcome.Failed : Outcome.Refused) { Fault = "no answer in time" };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return new(
                exception is JsonException ? Verdict.Wrong : Verdict.Unreachable,
                isWrite ? Outcome.Failed : Outcome.Refused)
            {
                Fault = exception.Message,
            };
        }
    }

    private Task<Answer> AskAsync(
        Func<HttpRequestMessage> create,
        bool isWrite,
        Func<HttpResponseMessage, CancellationToken, Task<Answer>> read) => AskAsync(
        gateways[(Interlocked.Increment(ref _next) & int.MaxValue) % gateways.Count], create, isWrite, read);

    private static async Task<IReadOnlyList<Answer>> ItemsAsync(
        HttpResponseMessage response, bool isWrite, CancellationToken cancellationToken) =>
        response.IsSuccessStatusCode
            ? [
                .. (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken))
                    .GetProperty("items").EnumerateArray().Select(item => AnswerReader.ReadItem(item, isWrite))
            ]
            : [];

    private void Record(KeyedWrite write, WriteItem item, TimeSpan start, int client, Answer answer) => recorder.Add(
        new Operation
        {
            Client = client,
            Kind = item.Kind,
            Patient = item.Patient,
            Key = $"{write.Key}/{item.Patient}",
            Start = start,
            End = answer.Outcome is Outcome.Ok or Outcome.Refused ? recorder.Now : null,
            Outcome = answer.Outcome,
            Value = item.Value,
            Status = answer.Status,
        });

    private void Record(string patient, TimeSpan start, int client, Answer answer) => recorder.Add(new Operation
    {
        Client = client,
        Kind = OperationKind.Read,
        Patient = patient,
        Start = start,
        End = recorder.Now,
        Outcome = answer.Outcome,
        Value = answer.Value,
        Source = answer.Source,
        Age = answer.Age,
        Status = answer.Status,
    });

    private void Sampled(TimeSpan? intended, RequestKind kind, Answer answer)
    {
        if (intended is { } due)
        {
            recorder.Add(new Sample(due, recorder.Now, kind, answer));
        }
    }
}
