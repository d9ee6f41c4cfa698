using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Errors;
using PatientApi.Etags;
using PatientApi.Idempotency;
using PatientApi.Model;
using ServiceDefaults.Requests;

namespace PatientApi.Patients;

/// <summary>
/// Endpoints that create, replace and delete one patient. They report an invalid request before they query the
/// database.
/// </summary>
internal static class PatientWrites
{
    public static async Task<IResult> CreateAsync(
        PatientBody body,
        HttpContext http,
        IdempotentWrites writes,
        PatientWriter writer,
        PatientValidator validator,
        CancellationToken cancellationToken)
    {
        if (FaultOf(body, validator) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(body.Request!);
        return await writes.ExecuteAsync(
            http,
            async (db, token) => WriteResponse.Of(await writer.CreateAsync(db, values, id: null, token)),
            cancellationToken);
    }

    // Ids are ordered by time, including those that a caller creates.
    private const int IdVersion = 7;

    // With If-None-Match: * alone it creates the patient under the id given by the caller.
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
        var preconditions = http.GetPreconditions();
        if (preconditions.IsEmpty)
        {
            return await store.FindAsync(id, includeDetails: false, cancellationToken) is { } current
                ? new ETagResult(Problems.IfMatchRequired(), current.Version)
                : Problems.NotFound();
        }

        var isCreation = preconditions is { AsksForAbsence: true, HoldForAbsent: true };
        if ((isCreation && id.Version != IdVersion ? Problems.IdNotOrdered() : FaultOf(body, validator)) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(body.Request!);
        return await writes.ExecuteAsync(
            http,
            async (db, token) => isCreation
                ? WriteResponse.OfCreation(await writer.CreateAsync(db, values, id, token))
                : WriteResponse.OfReplacement(
                    await writer.ReplaceAsync(db, id, values, preconditions, token), preconditions),
            cancellationToken);
    }

    // Without preconditions the last writer wins, which suits a mirror of another system's record.
    public static async Task<IResult> UpsertAsync(
        string externalId,
        PatientBody body,
        HttpContext http,
        IdempotentWrites writes,
        PatientWriter writer,
        PatientValidator validator,
        CancellationToken cancellationToken)
    {
        var preconditions = http.GetPreconditions();
        var addressed = body.For(RouteSegment.Decode(http, externalId));
        if (FaultOf(addressed, validator) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(addressed.Request!);
        return await writes.ExecuteAsync(
            http,
            async (db, token) => WriteResponse.OfUpsert(preconditions.IsEmpty
                ? await writer.UpsertAsync(db, values, token)
                : await writer.UpsertAsync(db, values, preconditions, token)),
            cancellationToken);
    }

    public static async Task<IResult> DeleteAsync(
        Guid id, HttpContext http, IdempotentWrites writes, CancellationToken cancellationToken)
    {
        var preconditions = http.GetPreconditions();
        return await writes.ExecuteAsync(
            http,
            async (db, token) => WriteResponse.Of(await PatientWriter.DeleteAsync(db, id, preconditions, token)),
            cancellationToken);
    }

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
