using System.Net;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientGateway.Patients;
using ServiceDefaults.Caching;
using ServiceDefaults.Fallback;
using ServiceDefaults.Http;

namespace PatientGateway.Upstream;

/// <summary>
/// The patient API in the words of its callers. Whatever may have changed a patient, whether it is known to have done so or not, makes
/// the copies of that patient unbelievable.
/// </summary>
internal sealed class PatientApiClient(HttpClient http, TimeProvider clock, ISubjectChanges changes) : PatientReader(http, clock)
{
    /// <summary>Creates a patient.</summary>
    public async Task<ApiAnswer<PatientResponse>> CreateAsync(PatientPayload patient, CancellationToken cancellationToken)
    {
        // Nobody has a copy of a patient that does not exist yet.
        using var request = Request("create_patient", HttpMethod.Post, Patients, patient);
        return await SendAsync<PatientResponse>(request, cancellationToken);
    }

    /// <summary>Replaces a patient whose version the caller knows.</summary>
    public async Task<ApiAnswer<PatientResponse>> ReplaceAsync(Guid id, PatientPayload patient, string? ifMatch, CancellationToken cancellationToken)
    {
        using var request = Request("replace_patient", HttpMethod.Put, $"{Patients}/{id}", patient);
        AddHeader(request, HeaderNames.IfMatch, ifMatch);
        return await ChangeAsync(request, PatientSubjects.Of(id), cancellationToken);
    }

    /// <summary>Deletes a patient.</summary>
    public async Task<ApiAnswer<PatientResponse>> DeleteAsync(Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        using var request = Request("delete_patient", HttpMethod.Delete, $"{Patients}/{id}");
        AddHeader(request, HeaderNames.IfMatch, ifMatch);
        return await ChangeAsync(request, PatientSubjects.Of(id), cancellationToken);
    }

    /// <summary>Creates or replaces the patient of an external id.</summary>
    /// <exception cref="ArgumentException">The external id is a dot segment, which no URL can carry: it would address another resource.</exception>
    public async Task<ApiAnswer<PatientResponse>> UpsertAsync(string externalId, PatientPayload patient, CancellationToken cancellationToken)
    {
        if (externalId is "" or "." or "..")
        {
            throw new ArgumentException("An external id that is empty or a dot segment cannot be part of a path.", nameof(externalId));
        }

        using var request = Request("upsert_patient", HttpMethod.Put, $"{Patients}/by-external-id/{Uri.EscapeDataString(externalId)}", patient);
        return await ChangeAsync(request, PatientSubjects.OfExternalId(externalId), cancellationToken);
    }

    private static void AddHeader(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    // Before it leaves, so that a gateway that dies now leaves no copy behind that is wrong; and after, because a read in between may have seen either.
    private async Task<ApiAnswer<PatientResponse>> ChangeAsync(HttpRequestMessage request, Subject subject, CancellationToken cancellationToken)
    {
        var departure = Departure.Watch(request, async _ => await changes.MarkAsync(SubjectChange.Changed, subject));
        try
        {
            var answer = await SendAsync<PatientResponse>(request, cancellationToken);
            await changes.MarkAsync(ChangeOf(request, answer), SubjectsOf(subject, answer));
            return answer;
        }
        catch when (departure.HasLeft)
        {
            await changes.MarkAsync(SubjectChange.Changed, subject);
            throw;
        }
    }

    private static SubjectChange ChangeOf(HttpRequestMessage request, ApiAnswer<PatientResponse> answer) =>
        (request.Method == HttpMethod.Delete && answer.Status == HttpStatusCode.NoContent) || answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone
            ? SubjectChange.Erased
            : SubjectChange.Changed;

    private static Subject[] SubjectsOf(Subject subject, ApiAnswer<PatientResponse> answer) =>
        answer.Value is { } patient && PatientSubjects.Of(patient.Id) is var written && written != subject ? [subject, written] : [subject];
}
