using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Etags;
using PatientApi.Idempotency;

namespace PatientApi.Patients;

/// <summary>Creates, replaces and deletes one patient. What is wrong with a request is said before the data is asked anything.</summary>
internal static class PatientWrites
{
    public static async Task<IResult> CreateAsync(
        PatientBody body, HttpContext http, IdempotentWrites writes, PatientWriter writer, PatientValidator validator, CancellationToken cancellationToken)
    {
        if (FaultOf(body, validator) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(body.Request!);
        return await writes.ExecuteAsync(http, async (db, token) => WriteAnswer.Of(await writer.CreateAsync(db, values, id: null, token)), cancellationToken);
    }

    /// <summary>With <c>If-None-Match: *</c> it creates the patient under an id that the caller made; with <c>If-Match</c> it replaces one.</summary>
    public static async Task<IResult> ReplaceAsync(
        Guid id,
        PatientBody body,
        HttpContext http,
        IdempotentWrites writes,
        PatientWriter writer,
        PatientStore store,
        PatientValidator validator,
        CancellationToken cancellationToken)
    {
        if (!WriteCondition.TryRead(http.Request, out var condition))
        {
            return Problems.ConditionMalformed();
        }

        if (condition is null)
        {
            return await store.FindAsync(id, includeDetails: false, cancellationToken) is { } current
                ? new Tagged(Problems.IfMatchRequired(), current.Version)
                : Problems.NotFound();
        }

        if ((condition.IsCreation && id.Version != WriteCondition.IdVersion ? Problems.IdNotOrdered() : FaultOf(body, validator)) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(body.Request!);
        return await writes.ExecuteAsync(
            http,
            async (db, token) => condition.IsCreation
                ? WriteAnswer.OfCreation(await writer.CreateAsync(db, values, id, token))
                : WriteAnswer.Of(await writer.ReplaceAsync(db, patient => patient.Id == id, values, condition.IfMatch!, token)),
            cancellationToken);
    }

    /// <summary>Without <c>If-Match</c> the last writer wins, which is what mirroring another system's record means; with it, nothing is created.</summary>
    public static async Task<IResult> UpsertAsync(
        string externalId,
        PatientBody body,
        HttpContext http,
        IdempotentWrites writes,
        PatientWriter writer,
        PatientValidator validator,
        CancellationToken cancellationToken)
    {
        if (!WriteCondition.TryReadIfMatch(http.Request, out var condition))
        {
            return Problems.IfMatchMalformed();
        }

        var addressed = body.For(externalId);
        if (FaultOf(addressed, validator) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(addressed.Request!);
        return await writes.ExecuteAsync(
            http,
            async (db, token) => WriteAnswer.OfUpsert(condition is null
                ? await writer.UpsertAsync(db, values, token)
                : await writer.ReplaceAsync(db, patient => patient.ExternalId == values.ExternalId, values, condition, token)),
            cancellationToken);
    }

    public static async Task<IResult> DeleteAsync(
        Guid id, HttpContext http, IdempotentWrites writes, CancellationToken cancellationToken) =>
        WriteCondition.TryReadIfMatch(http.Request, out var condition)
            ? await writes.ExecuteAsync(
                http, async (db, token) => WriteAnswer.Of(await PatientWriter.DeleteAsync(db, id, condition ?? IfMatch.Any, token)), cancellationToken)
            : Problems.IfMatchMalformed();

    private static ProblemHttpResult? FaultOf(PatientBody body, PatientValidator validator)
    {
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var errors = validator.Validate(body.Request!);
        return errors.Count == 0 ? null : Problems.Invalid(errors);
    }
}
