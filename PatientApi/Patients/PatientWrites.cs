using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using PatientApi.Etags;

namespace PatientApi.Patients;

/// <summary>
/// Creates, replaces and deletes one patient. The answer is what a read without details would give, with the ETag of that,
/// so that a caller can keep it.
/// </summary>
internal static class PatientWrites
{
    public static async Task<Results<Created<PatientResponse>, ProblemHttpResult>> CreateAsync(
        PatientBody body, HttpContext context, PatientStore store, PatientValidator validator, CancellationToken cancellationToken)
    {
        if (FaultOf(body, validator) is { } fault)
        {
            return fault;
        }

        var result = await store.CreateAsync(PatientValidator.ValuesOf(body.Request!), cancellationToken);
        return result.Status == WriteStatus.Duplicate ? Problems.DuplicateExternalId() : Created(context, result.Patient!);
    }

    public static async Task<Results<Ok<PatientResponse>, ProblemHttpResult>> ReplaceAsync(
        Guid id, PatientBody body, HttpContext context, PatientStore store, PatientValidator validator, CancellationToken cancellationToken)
    {
        if (context.Request.Headers.IfMatch.Count == 0)
        {
            return Problems.IfMatchRequired();
        }

        if (!TryGetCondition(context, out var condition))
        {
            return Problems.IfMatchMalformed();
        }

        if (FaultOf(body, validator) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(body.Request!);
        var result = await store.ReplaceAsync(patient => patient.Id == id, values, condition, cancellationToken);
        return result.Status == WriteStatus.Updated ? Updated(context, result.Patient!) : Refused(context, result);
    }

    /// <summary>Without <c>If-Match</c> the last writer wins, which is what mirroring another system's record means; with it, nothing is created.</summary>
    public static async Task<Results<Ok<PatientResponse>, Created<PatientResponse>, ProblemHttpResult>> UpsertAsync(
        string externalId, PatientBody body, HttpContext context, PatientStore store, PatientValidator validator, CancellationToken cancellationToken)
    {
        if (!TryGetCondition(context, out var condition))
        {
            return Problems.IfMatchMalformed();
        }

        var addressed = body.For(externalId);
        if (FaultOf(addressed, validator) is { } fault)
        {
            return fault;
        }

        var values = PatientValidator.ValuesOf(addressed.Request!);
        var result = context.Request.Headers.IfMatch.Count == 0
            ? await store.UpsertAsync(values, cancellationToken)
            : await store.ReplaceAsync(patient => patient.ExternalId == externalId, values, condition, cancellationToken);
        return result.Status switch
        {
            WriteStatus.Created => Created(context, result.Patient!),
            WriteStatus.Updated => Updated(context, result.Patient!),
            // RFC 9110, 13.1.1: where nothing exists, no If-Match holds.
            _ => Refused(context, result with { Status = WriteStatus.Stale }),
        };
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, HttpContext context, PatientStore store, CancellationToken cancellationToken)
    {
        if (!TryGetCondition(context, out var condition))
        {
            return Problems.IfMatchMalformed();
        }

        var result = await store.DeleteAsync(id, condition, cancellationToken);
        return result.Status == WriteStatus.Updated ? TypedResults.NoContent() : Refused(context, result);
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

    private static bool TryGetCondition(HttpContext context, out IfMatch condition)
    {
        condition = IfMatch.Any;
        var header = context.Request.Headers.IfMatch;
        return header.Count == 0 || IfMatch.TryParse(header, out condition!);
    }

    private static Created<PatientResponse> Created(HttpContext context, PatientRow patient)
    {
        Tag(context, patient);
        return TypedResults.Created($"{PatientRoutes.Collection}/{patient.Id}", patient.ToResponse());
    }

    private static Ok<PatientResponse> Updated(HttpContext context, PatientRow patient)
    {
        Tag(context, patient);
        return TypedResults.Ok(patient.ToResponse());
    }

    private static ProblemHttpResult Refused(HttpContext context, WriteResult result)
    {
        if (result.Patient is { } current)
        {
            Tag(context, current);
        }

        return result.Status switch
        {
            WriteStatus.Duplicate => Problems.DuplicateExternalId(),
            WriteStatus.Stale => Problems.Stale(),
            _ => Problems.NotFound(),
        };
    }

    private static void Tag(HttpContext context, PatientRow patient) =>
        context.Response.GetTypedHeaders().ETag = PatientTag.Of(patient.Version);
}
