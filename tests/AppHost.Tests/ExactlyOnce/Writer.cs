using System.Net;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// One of many callers: creates patients, and changes its own patients and those that all writers share. It expects a
/// specific response to each write: any other response means that a write was lost or executed twice.
/// </summary>
internal sealed class Writer(int number, Random dice, Callers callers, SharedPatients shared)
{
    private readonly List<OwnPatient> _own = [];
    private int _writes;

    public async Task WriteAsync(int writes, CancellationToken cancellationToken)
    {
        while (_writes < writes)
        {
            await (dice.Next(100) switch
            {
                _ when _own.Count == 0 => CreateAsync(cancellationToken),
                < 25 => CreateAsync(cancellationToken),
                < 35 => CreateByUpsertAsync(cancellationToken),
                < 65 => ReplaceAsync(AnyOwn(), cancellationToken),
                < 80 => UpsertAsync(AnyOwn(), cancellationToken),
                < 95 => shared.ReplaceOneAsync(NewKey(), dice, cancellationToken),
                < 98 => CreateAgainAsync(AnyOwn(), cancellationToken),
                _ => ReplaceUnknownAsync(cancellationToken),
            });
        }
    }

    private Task CreateAsync(CancellationToken cancellationToken) => CreateAsync(KeyedWrite.Create, cancellationToken);

    private Task CreateByUpsertAsync(CancellationToken cancellationToken) =>
        CreateAsync((key, externalId) => KeyedWrite.Upsert(key, externalId, count: 1), cancellationToken);

    private async Task CreateAsync(Func<string, string, KeyedWrite> write, CancellationToken cancellationToken)
    {
        var key = NewKey();
        var response = await WriteAsync(write(key, key), HttpStatusCode.Created, cancellationToken);
        _own.Add(new(response.ReadPatient().Id, key) { ETag = response.ETag!, Count = 1 });
    }

    private async Task ReplaceAsync(OwnPatient patient, CancellationToken cancellationToken)
    {
        var write = KeyedWrite.Replace(NewKey(), patient.Id, patient.ExternalId, patient.Count + 1, patient.ETag);
        patient.Saw(await WriteAsync(write, HttpStatusCode.OK, cancellationToken));
    }

    private async Task UpsertAsync(OwnPatient patient, CancellationToken cancellationToken)
    {
        var write = KeyedWrite.Upsert(NewKey(), patient.ExternalId, patient.Count + 1);
        patient.Saw(await WriteAsync(write, HttpStatusCode.OK, cancellationToken));
    }

    private Task<KeyedResponse> CreateAgainAsync(OwnPatient patient, CancellationToken cancellationToken) =>
        WriteAsync(KeyedWrite.Create(NewKey(), patient.ExternalId), HttpStatusCode.Conflict, cancellationToken);

    private Task<KeyedResponse> ReplaceUnknownAsync(CancellationToken cancellationToken)
    {
        var key = NewKey();
        return WriteAsync(
            KeyedWrite.Replace(key, Guid.CreateVersion7(), key, count: 1, ifMatch: "*"),
            HttpStatusCode.NotFound,
            cancellationToken);
    }

    private async Task<KeyedResponse> WriteAsync(
        KeyedWrite write, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        var response = await callers.WriteAsync(write, cancellationToken);
        if (response.Status != expected)
        {
            Assert.Fail($"{write} was answered {response}, not {expected}.");
        }

        return response;
    }

    private OwnPatient AnyOwn() => _own[dice.Next(_own.Count)];

    private string NewKey() => $"{Keys.Prefix}{number}-{++_writes}";

    private sealed record OwnPatient(Guid Id, string ExternalId)
    {
        public required string ETag { get; set; }

        public required int Count { get; set; }

        public void Saw(KeyedResponse response) => (ETag, Count) = (response.ETag!, Count + 1);
    }
}
