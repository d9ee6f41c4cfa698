using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using PatientApi.Contracts;
using PatientApi.Preconditions;
using PatientApi.Validation;

namespace PatientApi.Patients;

/// <summary>Creating, replacing and deleting patients.</summary>
internal static class PatientWrites
{
    /// <summary>Creates a patient: 201 with its place and entity tag, 409 when its external id is taken.</summary>
    public static async Task<Results<Created<PatientResponse>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        PatientRequest request, PatientStore store, PatientValidator validator, TimeProvider time, HttpContext http)
    {
        if (validator.Validate(request, request.ExternalId) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var created = await store.InsertAsync(request.ToPatient(request.ExternalId!, time.GetUtcNow()), http.RequestAborted);
        return created is null ? PatientProblems.ExternalIdTaken() : Created(http, created);
    }

    /// <summary>Replaces a patient whose version the caller names: 428 when it names none, 412 when it has changed.</summary>
    public static async Task<Results<Ok<PatientResponse>, ValidationProblem, ProblemHttpResult>> ReplaceAsync(
        Guid id, PatientRequest request, PatientStore store, PatientValidator validator, TimeProvider time, HttpContext http)
    {
        if (validator.Validate(request, request.ExternalId) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        if (PatientETag.Read(http.Request) is not { } precondition)
        {
            return PatientProblems.VersionMalformed();
        }

        if (!precondition.IsPresent)
        {
            return PatientProblems.VersionMissing();
        }

        try
        {
            var replaced = await store.ReplaceAsync(id, request.ToPatient(request.ExternalId!, time.GetUtcNow()), precondition, http.RequestAborted);
            return replaced is null ? await WhyNotAsync(id, store, http) : Ok(http, replaced);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return PatientProblems.ExternalIdTaken();
        }
    }

    /// <summary>Creates (201) or replaces (200) the patient of an external id, whoever else does the same at the same time.</summary>
    public static async Task<Results<Ok<PatientResponse>, Created<PatientResponse>, ValidationProblem>> UpsertAsync(
        string externalId, PatientRequest request, PatientStore store, PatientValidator validator, TimeProvider time, HttpContext http)
    {
        var errors = validator.Validate(request, externalId);
        if (request.ExternalId is not null && !string.Equals(request.ExternalId, externalId, StringComparison.Ordinal))
        {
            errors["externalId"] = ["Must be the one of the route, or be left out."];
        }

        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var wanted = request.ToPatient(externalId, time.GetUtcNow());
        var stored = await store.UpsertAsync(wanted, http.RequestAborted);
        return stored.Id == wanted.Id ? Created(http, stored) : Ok(http, stored);
    }

    /// <summary>Deletes a patient: 204, 404 when there is none, 412 when a version was named and it has changed.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, PatientStore store, HttpContext http)
    {
        if (PatientETag.Read(http.Request) is not { } precondition)
        {
            return PatientProblems.VersionMalformed();
        }

        var deleted = await store.DeleteAsync(id, precondition, http.RequestAborted);
        return deleted is null ? await WhyNotAsync(id, store, http) : TypedResults.NoContent();
    }

    private static async Task<ProblemHttpResult> WhyNotAsync(Guid id, PatientStore store, HttpContext http)
    {
        if (await store.VersionAsync(id, http.RequestAborted) is not { } version)
        {
            return PatientProblems.NotFound();
        }

        http.Response.GetTypedHeaders().ETag = PatientETag.Of(version, includeDetails: false);
        return PatientProblems.Changed();
    }

    private static Ok<PatientResponse> Ok(HttpContext http, Data.Patient patient)
    {
        http.Response.GetTypedHeaders().ETag = PatientETag.Of(patient.Version, includeDetails: false);
        return TypedResults.Ok(patient.ToResponse(includeDetails: false));
    }

    private static Created<PatientResponse> Created(HttpContext http, Data.Patient patient)
    {
        http.Response.GetTypedHeaders().ETag = PatientETag.Of(patient.Version, includeDetails: false);
        return TypedResults.Created($"{PatientRoutes.Collection}/{patient.Id}", patient.ToResponse(includeDetails: false));
    }
}
