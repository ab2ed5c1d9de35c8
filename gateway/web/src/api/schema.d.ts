// Generated from the services' description of their API by `make contracts`; not edited by hand.

export interface paths {
    "/api/agreements/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The agreement to accept */
        get: operations["identity_read_current_agreement_api_agreements_current_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/captchas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new picture captcha */
        post: operations["identity_create_captcha_api_captchas_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/captchas/{captcha_id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same answer, spoken */
        get: operations["identity_read_captcha_audio_api_captchas__captcha_id__audio_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a registration; sends the SMS code */
        post: operations["identity_create_registration_api_registrations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registrations/{registration_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the registration stands */
        get: operations["identity_read_registration_api_registrations__registration_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registrations/{registration_id}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send another code, to a corrected phone if one is given */
        post: operations["identity_create_code_api_registrations__registration_id__codes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registrations/{registration_id}/phone-verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter the SMS code */
        post: operations["identity_create_phone_verification_api_registrations__registration_id__phone_verification_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registrations/{registration_id}/face-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try the face check again (重新验证), or renew the QR code */
        post: operations["identity_create_face_session_api_registrations__registration_id__face_sessions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registrations/{registration_id}/manual-review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have staff look at the ID card instead of a face check (人工核验) */
        post: operations["identity_create_manual_review_api_registrations__registration_id__manual_review_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registrations/{registration_id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the password; the account is there */
        post: operations["identity_create_password_api_registrations__registration_id__password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/face-sessions/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the face check stands */
        get: operations["identity_read_face_session_api_face_sessions__token__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/face-sessions/{token}/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Consent to face processing */
        post: operations["identity_create_consent_api_face_sessions__token__consent_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/face-sessions/{token}/id-card/{side}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Upload one side of the ID card */
        put: operations["identity_put_id_card_api_face_sessions__token__id_card__side__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/face-sessions/{token}/video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Upload the video */
        put: operations["identity_put_video_api_face_sessions__token__video_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/face-sessions/{token}/submission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the face checked */
        post: operations["identity_create_submission_api_face_sessions__token__submission_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/face-sessions/{token}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try again after a failure (重新验证), with the same link */
        post: operations["identity_create_retry_api_face_sessions__token__retry_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/face-sessions/{token}/manual-review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have staff look at the ID card instead of a face check (人工核验), from the phone */
        post: operations["identity_create_manual_review_api_face_sessions__token__manual_review_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/phone-recoveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a recovery; sends the SMS code to the new phone */
        post: operations["identity_create_recovery_api_phone_recoveries_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/phone-recoveries/{registration_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the registration stands */
        get: operations["identity_read_registration_api_phone_recoveries__registration_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/phone-recoveries/{registration_id}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send another code, to a corrected phone if one is given */
        post: operations["identity_create_code_api_phone_recoveries__registration_id__codes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/phone-recoveries/{registration_id}/phone-verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter the SMS code */
        post: operations["identity_create_phone_verification_api_phone_recoveries__registration_id__phone_verification_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/phone-recoveries/{registration_id}/face-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try the face check again (重新验证), or renew the QR code */
        post: operations["identity_create_face_session_api_phone_recoveries__registration_id__face_sessions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/phone-recoveries/{registration_id}/manual-review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have staff look at the ID card instead of a face check (人工核验) */
        post: operations["identity_create_manual_review_api_phone_recoveries__registration_id__manual_review_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with ID number and password */
        post: operations["identity_create_session_api_sessions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a login code */
        post: operations["identity_create_login_code_api_sessions_codes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/by-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with the login code */
        post: operations["identity_create_session_by_code_api_sessions_by_code_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the refresh token for new ones */
        post: operations["identity_refresh_current_session_api_sessions_refresh_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out */
        delete: operations["identity_delete_current_session_api_sessions_current_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a code for a new password */
        post: operations["identity_create_reset_api_password_resets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/password-resets/{reset_id}/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the new password */
        post: operations["identity_create_completion_api_password_resets__reset_id__completion_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign a member of staff in */
        post: operations["identity_create_staff_session_api_staff_sessions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am */
        get: operations["identity_read_me_api_me_get"];
        put?: never;
        post?: never;
        /** Close my account */
        delete: operations["identity_delete_me_api_me_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of my data */
        get: operations["identity_read_export_api_me_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where I am signed in */
        get: operations["identity_read_sessions_api_me_sessions_get"];
        put?: never;
        post?: never;
        /** Sign out everywhere */
        delete: operations["identity_delete_sessions_api_me_sessions_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out there */
        delete: operations["identity_delete_session_api_me_sessions__session_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change my password */
        put: operations["identity_put_password_api_me_password_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change my phone */
        put: operations["identity_put_phone_api_me_phone_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/phone/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a code to my new phone */
        post: operations["identity_create_phone_code_api_me_phone_codes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My Archive */
        get: operations["archive_my_archive_api_me_archive_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/archive/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My Disputes */
        get: operations["archive_my_disputes_api_me_archive_disputes_get"];
        put?: never;
        /** Raise Dispute */
        post: operations["archive_raise_dispute_api_me_archive_disputes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/eligibility": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check all rules before the form is shown */
        get: operations["certificate_my_eligibility_api_me_eligibility_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my applications */
        get: operations["certificate_list_mine_api_me_applications_get"];
        put?: never;
        /** Apply for a certificate */
        post: operations["certificate_submit_api_me_applications_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/applications/{application_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one of my applications */
        get: operations["certificate_read_mine_api_me_applications__application_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/applications/{application_id}/resubmission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Correct a rejected application and send it in again */
        post: operations["certificate_resubmit_api_me_applications__application_id__resubmission_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/applications/{application_id}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a pending application back */
        post: operations["certificate_withdraw_api_me_applications__application_id__withdrawal_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List my certificates */
        get: operations["certificate_list_mine_api_me_certificates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/certificates/{certificate_id}/pages/{number}.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a page of a certificate */
        get: operations["certificate_look_at_page_api_me_certificates__certificate_id__pages__number__png_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/certificates/{certificate_id}/pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a certificate */
        get: operations["certificate_download_api_me_certificates__certificate_id__pdf_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/certificate-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the types of certificates */
        get: operations["certificate_list_certificate_types_api_certificate_types_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/letter-template.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the form of the introduction letter (.xlsx) */
        get: operations["certificate_download_xlsx_api_letter_template_xlsx_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/letter-template.xls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the form of the introduction letter (.xls) */
        get: operations["certificate_download_xls_api_letter_template_xls_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List applications for review */
        get: operations["certificate_list_for_review_api_staff_applications_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/applications/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve or reject many applications */
        post: operations["certificate_decide_on_many_api_staff_applications_decisions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/applications/{application_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open an application for review */
        get: operations["certificate_read_for_review_api_staff_applications__application_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/applications/{application_id}/letter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at the introduction letter */
        get: operations["certificate_read_application_letter_api_staff_applications__application_id__letter_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/applications/{application_id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claim an application */
        post: operations["certificate_claim_api_staff_applications__application_id__claim_post"];
        /** Give a claim back */
        delete: operations["certificate_release_api_staff_applications__application_id__claim_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/applications/{application_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve or reject an application */
        post: operations["certificate_decide_api_staff_applications__application_id__decision_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/rejection-reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the reasons for a rejection */
        get: operations["certificate_list_rejection_reasons_api_staff_rejection_reasons_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look into the register of certificates */
        get: operations["certificate_list_certificates_api_staff_certificates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/certificates/{certificate_id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a certificate back */
        post: operations["certificate_revoke_api_staff_certificates__certificate_id__revocation_post"];
        /** Drop a revocation that waits for its confirmation */
        delete: operations["certificate_drop_api_staff_certificates__certificate_id__revocation_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/certificates/{certificate_id}/revocation/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm that a certificate is taken back */
        post: operations["certificate_confirm_api_staff_certificates__certificate_id__revocation_confirmation_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/certificates/{certificate_id}/reissue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a letter made anew */
        post: operations["certificate_reissue_api_staff_certificates__certificate_id__reissue_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the statistics */
        get: operations["certificate_read_statistics_api_staff_statistics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the audit log */
        get: operations["certificate_read_audit_api_staff_audit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/identity-reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reviews that wait */
        get: operations["identity_read_reviews_api_staff_identity_reviews_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/identity-reviews/{review_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One review, with the person's data */
        get: operations["identity_read_review_api_staff_identity_reviews__review_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/identity-reviews/{review_id}/evidence/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture or video of a review */
        get: operations["identity_read_evidence_api_staff_identity_reviews__review_id__evidence__kind__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/identity-reviews/{review_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept or refuse */
        post: operations["identity_create_decision_api_staff_identity_reviews__review_id__decision_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All accounts, by name */
        get: operations["identity_read_accounts_api_staff_accounts_get"];
        put?: never;
        /** Make an account */
        post: operations["identity_create_account_api_staff_accounts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/accounts/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change roles, disable or enable */
        patch: operations["identity_update_account_api_staff_accounts__username__patch"];
        trace?: never;
    };
    "/api/staff/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change my own password */
        put: operations["identity_put_own_password_api_staff_password_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/accounts/{username}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Reset a password */
        put: operations["identity_put_password_api_staff_accounts__username__password_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Messages */
        get: operations["notification_get_messages_api_staff_messages_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Imports */
        get: operations["archive_get_imports_api_staff_archive_imports_get"];
        put?: never;
        /** Start Import */
        post: operations["archive_start_import_api_staff_archive_imports_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Import */
        get: operations["archive_get_import_api_staff_archive_imports__import_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/imports/{import_id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel */
        post: operations["archive_cancel_api_staff_archive_imports__import_id__cancellation_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/imports/{import_id}/errors.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Errors */
        get: operations["archive_get_errors_api_staff_archive_imports__import_id__errors_csv_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/accesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Accesses */
        get: operations["archive_get_accesses_api_staff_archive_accesses_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find Records */
        get: operations["archive_find_records_api_staff_archive_records_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/records/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open Record */
        get: operations["archive_open_record_api_staff_archive_records__record_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/records/{record_id}/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove */
        post: operations["archive_remove_api_staff_archive_records__record_id__removal_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All Disputes */
        get: operations["archive_all_disputes_api_staff_archive_disputes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/archive/disputes/{dispute_id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resolve */
        post: operations["archive_resolve_api_staff_archive_disputes__dispute_id__resolution_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verifications/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify a letter by number and check code */
        get: operations["certificate_verify_letter_api_verifications__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify a file, or its SHA-256 */
        post: operations["certificate_verify_file_api_verifications_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sandbox/captchas/{captcha_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The answer of a captcha; sandbox only */
        get: operations["identity_read_captcha_answer_internal_sandbox_captchas__captcha_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sandbox/sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Sandbox Sms */
        get: operations["notification_list_sandbox_sms_internal_sandbox_sms_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sandbox/face-sessions/{token}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** What the sandbox's face provider will say; sandbox only */
        put: operations["identity_put_outcome_internal_sandbox_face_sessions__token__outcome_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One field at fault. */
        FieldProblem: {
            field: string;
            code: string;
            message: string;
        };
        /** @description The body of every answer that refuses or fails. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            /** @default null */
            request_id?: string | null;
            /** @default null */
            errors?: components["schemas"]["FieldProblem"][] | null;
        };
        /** @description One access. */
        "archive.AccessAnswer": {
            /** Format: uuid */
            access_id: string;
            /** Format: date-time */
            at: string;
            actor: string;
            action: components["schemas"]["archive.Action"];
            action_label: string;
            /** Format: uuid */
            record_id: string;
            request_id: string | null;
        };
        /**
         * @description Why a record stands in the access log.
         * @enum {string}
         */
        "archive.Action": "record.found" | "record.revealed" | "record.removed" | "dispute.listed" | "dispute.resolved";
        /**
         * @description Who keeps the archive here: an employer for its staff, or the person.
         * @enum {string}
         */
        "archive.ArchiveType": "unit" | "individual";
        "archive.Body_start_import_api_staff_archive_imports_post": {
            file: string;
        };
        /** @description A dispute as the person sees it; the last two fields are null while it is open. */
        "archive.DisputeAnswer": {
            /** Format: uuid */
            dispute_id: string;
            /** @enum {string} */
            field: "name" | "id_number" | "sex" | "archive_type" | "archive_number" | "dismissed_on" | "fees_paid_until";
            field_label: string;
            stated_value: string;
            comment: string;
            state: components["schemas"]["archive.archive__domain__dispute__State"];
            state_label: string;
            /** Format: date-time */
            created_at: string;
            resolved_at: string | null;
            resolution_comment: string | null;
        };
        /** @description One refused cell; rows count as the spreadsheet does. */
        "archive.FaultAnswer": {
            row: number;
            column: string;
            value: string;
            code: string;
            message: string;
        };
        /** @description A record in a list, with its open disputes: the ID number is masked. */
        "archive.FoundRecord": {
            /** Format: uuid */
            record_id: string;
            version: number;
            name: string;
            sex: string;
            archive_type: components["schemas"]["archive.ArchiveType"];
            archive_type_label: string;
            archive_number: string | null;
            dismissed_on: string | null;
            fees_paid_until: string | null;
            removed_at: string | null;
            disputes: components["schemas"]["archive.DisputeAnswer"][];
            id_number_masked: string;
        };
        /** @description The import is under way. */
        "archive.ImportAccepted": {
            /** Format: uuid */
            import_id: string;
        };
        /** @description An import with its refused cells: ``errors`` holds the first 100. */
        "archive.ImportAnswer": {
            /** Format: uuid */
            import_id: string;
            state: components["schemas"]["archive.archive__domain__imports__State"];
            progress: number;
            rows: number;
            added: number;
            changed: number;
            unchanged: number;
            refused: number;
            error: components["schemas"]["archive.Refusal"] | null;
            requested_by: string;
            /** Format: date-time */
            requested_at: string;
            finished_at: string | null;
            errors: components["schemas"]["archive.FaultAnswer"][];
        };
        /** @description Where an import stands; ``progress`` goes from 0 to 1. ``error`` says why the file was refused or stopped. */
        "archive.ImportItem": {
            /** Format: uuid */
            import_id: string;
            state: components["schemas"]["archive.archive__domain__imports__State"];
            progress: number;
            rows: number;
            added: number;
            changed: number;
            unchanged: number;
            refused: number;
            error: components["schemas"]["archive.Refusal"] | null;
            requested_by: string;
            /** Format: date-time */
            requested_at: string;
            finished_at: string | null;
        };
        /** @description The archive information of manual 3.2. */
        "archive.MyArchive": {
            name: string;
            id_number: string;
            sex: string;
            archive_type: components["schemas"]["archive.ArchiveType"];
            archive_type_label: string;
            archive_number: string | null;
            dismissed_on: string | null;
            fees_paid_until: string | null;
        };
        /** @description Which fact is wrong, what is right, and what the person has to say about it. */
        "archive.NewDispute": {
            /** @enum {string} */
            field: "name" | "id_number" | "sex" | "archive_type" | "archive_number" | "dismissed_on" | "fees_paid_until";
            stated_value: string;
            comment?: string | null;
        };
        "archive.Page_AccessAnswer_": {
            items: components["schemas"]["archive.AccessAnswer"][];
            next_cursor: string | null;
        };
        "archive.Page_DisputeAnswer_": {
            items: components["schemas"]["archive.DisputeAnswer"][];
            next_cursor: string | null;
        };
        "archive.Page_FoundRecord_": {
            items: components["schemas"]["archive.FoundRecord"][];
            next_cursor: string | null;
        };
        "archive.Page_ImportItem_": {
            items: components["schemas"]["archive.ImportItem"][];
            next_cursor: string | null;
        };
        "archive.Page_StaffDispute_": {
            items: components["schemas"]["archive.StaffDispute"][];
            next_cursor: string | null;
        };
        /** @description Why the whole file was refused. */
        "archive.Refusal": {
            code: string;
            message: string;
        };
        /** @description Why a record is removed. */
        "archive.Removal": {
            reason: string;
        };
        /** @description How a dispute ends; whoever refuses says why. */
        "archive.ResolutionBody": {
            /** @enum {string} */
            decision: "corrected" | "refused";
            comment?: string | null;
        };
        /** @description A dispute as the clerk sees it, with what the register says now. */
        "archive.StaffDispute": {
            /** Format: uuid */
            dispute_id: string;
            /** @enum {string} */
            field: "name" | "id_number" | "sex" | "archive_type" | "archive_number" | "dismissed_on" | "fees_paid_until";
            field_label: string;
            stated_value: string;
            comment: string;
            state: components["schemas"]["archive.archive__domain__dispute__State"];
            state_label: string;
            /** Format: date-time */
            created_at: string;
            resolved_at: string | null;
            resolution_comment: string | null;
            /** Format: uuid */
            record_id: string;
            name: string;
            id_number_masked: string;
            recorded_value: string | null;
            resolved_by: string | null;
        };
        /**
         * @description Of a dispute.
         * @enum {string}
         */
        "archive.State-Input": "open" | "corrected" | "refused";
        /** @description One record with everything, and its newest 100 disputes. */
        "archive.WholeRecord": {
            /** Format: uuid */
            record_id: string;
            version: number;
            name: string;
            sex: string;
            archive_type: components["schemas"]["archive.ArchiveType"];
            archive_type_label: string;
            archive_number: string | null;
            dismissed_on: string | null;
            fees_paid_until: string | null;
            removed_at: string | null;
            disputes: components["schemas"]["archive.DisputeAnswer"][];
            id_number: string;
        };
        /**
         * @description Of a dispute.
         * @enum {string}
         */
        "archive.archive__domain__dispute__State": "open" | "corrected" | "refused";
        /**
         * @description Of an import; it is running from the moment it is accepted.
         * @enum {string}
         */
        "archive.archive__domain__imports__State": "running" | "completed" | "failed";
        /** @description One line of a list of applications. */
        "certificate.ApplicationAnswer": {
            /** Format: uuid */
            application_id: string;
            certificate_type: string;
            label: string;
            /** Format: date-time */
            submitted_at: string;
            state: components["schemas"]["certificate.State"];
            state_label: string;
        };
        /** @description An application as its person sees it. */
        "certificate.ApplicationDetail": {
            /** Format: uuid */
            application_id: string;
            certificate_type: string;
            label: string;
            /** Format: date-time */
            submitted_at: string;
            state: components["schemas"]["certificate.State"];
            state_label: string;
            purpose: string | null;
            receiver: string | null;
            letter: components["schemas"]["certificate.LetterAnswer"] | null;
            rejection: components["schemas"]["certificate.RejectionAnswer"] | null;
            history: components["schemas"]["certificate.StepAnswer"][];
            certificate_id: string | null;
        };
        /**
         * @description An application.
         *
         *     ``letter`` is a JPG picture of at most 10 MiB, for archives kept for a unit; where none is needed
         *     (``letter_required`` of the eligibility), one that is sent is ignored: neither looked at nor kept.
         */
        "certificate.ApplicationForm": {
            purpose?: string | null;
            receiver?: string | null;
            letter?: string | null;
            certificate_type: string;
        };
        /** @description One line of the audit log. */
        "certificate.AuditAnswer": {
            /** Format: uuid */
            audit_id: string;
            /** Format: date-time */
            at: string;
            actor: string;
            action: string;
            /** Format: uuid */
            object_id: string;
            request_id: string | null;
            details: {
                [key: string]: unknown;
            };
        };
        /** @description A signed certificate; ``verify_url`` is the address in its QR code, to be handed on with the file. */
        "certificate.CertificateAnswer": {
            /** Format: uuid */
            certificate_id: string;
            /** Format: uuid */
            application_id: string;
            number: string;
            display_number: string;
            certificate_type: string;
            label: string;
            /** Format: date-time */
            submitted_at: string;
            /** Format: date-time */
            issued_at: string;
            valid_until: string | null;
            state: components["schemas"]["certificate.CertificateState"];
            verify_url: string;
        };
        /**
         * @description Where one revision of a certificate stands; ``APPROVED`` means that it is being signed.
         * @enum {string}
         */
        "certificate.CertificateState": "approved" | "issued" | "revoked" | "superseded" | "expired";
        /** @description One rule: ``code`` is the refusal's that it stands for, ``message`` names the remedy when it is not met. */
        "certificate.CheckAnswer": {
            code: string;
            ok: boolean;
            message: string;
        };
        /** @description The same for one day. */
        "certificate.DayAnswer": {
            certificate_type: string;
            label: string;
            state: components["schemas"]["certificate.State"];
            state_label: string;
            count: number;
            seconds: components["schemas"]["certificate.Seconds"] | null;
            /** Format: date */
            day: string;
        };
        /**
         * @description What a reviewer may say.
         * @enum {string}
         */
        "certificate.Decision": "approve" | "reject";
        /** @description A decision on the version of the application that the reviewer looked at; null says nothing. */
        "certificate.DecisionBody": {
            decision: components["schemas"]["certificate.Decision"];
            version: number;
            reasons?: string[] | null;
            comment?: string | null;
            archive_checked?: boolean | null;
        };
        /** @description One decision of many. */
        "certificate.DecisionItem": {
            decision: components["schemas"]["certificate.Decision"];
            version: number;
            reasons?: string[] | null;
            comment?: string | null;
            archive_checked?: boolean | null;
            /** Format: uuid */
            application_id: string;
        };
        /** @description Whether a decision was taken, and why not. */
        "certificate.DecisionOutcome": {
            /** Format: uuid */
            application_id: string;
            ok: boolean;
            problem?: components["schemas"]["Problem"] | null;
        };
        /** @description What became of each, in the order of the request. */
        "certificate.DecisionsAnswer": {
            items: components["schemas"]["certificate.DecisionOutcome"][];
        };
        /** @description Decisions on many applications. */
        "certificate.DecisionsBody": {
            items: components["schemas"]["certificate.DecisionItem"][];
        };
        /** @description A fact that has changed in the register since the submission. */
        "certificate.DifferenceAnswer": {
            field: string;
            submitted: string | null;
            current: string | null;
        };
        /** @description Whether an application would be taken, and whether an introduction letter must come with it. */
        "certificate.EligibilityAnswer": {
            eligible: boolean;
            letter_required: boolean;
            checks: components["schemas"]["certificate.CheckAnswer"][];
        };
        /** @description What the register says. */
        "certificate.FactsAnswer": {
            name: string;
            id_number: string;
            sex: string;
            archive_type: string;
            archive_number: string | null;
            dismissed_on: string | null;
            fees_paid_until: string | null;
        };
        /**
         * @description Whether these very bytes were issued here, and what they are worth today.
         *
         *     ``status`` and ``number`` are null where ``issued`` is false: nothing is known about other people's files.
         */
        "certificate.FileVerdict": {
            issued: boolean;
            status: ("valid" | "revoked" | "superseded" | "expired") | null;
            number: string | null;
            reasons: components["schemas"]["certificate.ReasonOfVerdict"][];
        };
        /** @description The introduction letter that was sent. */
        "certificate.LetterAnswer": {
            filename: string;
            size: number;
        };
        /** @description What the register says about a number; all but ``status`` is empty unless the check code belongs to it. */
        "certificate.LetterVerdict": {
            status: components["schemas"]["certificate.Status"];
            certificate_type?: string | null;
            label?: string | null;
            issuer?: string | null;
            issued_on?: string | null;
            valid_until?: string | null;
            holder_masked?: string | null;
            facts_still_hold?: boolean | null;
            sha256?: string | null;
        };
        "certificate.Page_ApplicationAnswer_": {
            items: components["schemas"]["certificate.ApplicationAnswer"][];
            next_cursor: string | null;
        };
        "certificate.Page_AuditAnswer_": {
            items: components["schemas"]["certificate.AuditAnswer"][];
            next_cursor: string | null;
        };
        "certificate.Page_CertificateAnswer_": {
            items: components["schemas"]["certificate.CertificateAnswer"][];
            next_cursor: string | null;
        };
        "certificate.Page_RegisterLine_": {
            items: components["schemas"]["certificate.RegisterLine"][];
            next_cursor: string | null;
        };
        "certificate.Page_ReviewLine_": {
            items: components["schemas"]["certificate.ReviewLine"][];
            next_cursor: string | null;
        };
        /** @description A reason for a rejection; ``field`` is what must be corrected. */
        "certificate.ReasonAnswer": {
            code: string;
            label: string;
            field: string;
        };
        /** @description Why; of a revocation the person is told it. */
        "certificate.ReasonBody": {
            reason: string;
        };
        /** @description How often a reason was given for a rejection. */
        "certificate.ReasonCount": {
            code: string;
            label: string;
            count: number;
        };
        /** @description Why: a code for programs, a sentence for people. */
        "certificate.ReasonOfVerdict": {
            code: string;
            message: string;
        };
        /** @description The list of reasons for a rejection. */
        "certificate.ReasonsAnswer": {
            items: components["schemas"]["certificate.ReasonAnswer"][];
        };
        /** @description A certificate in the register; the holder's name is masked. */
        "certificate.RegisterLine": {
            /** Format: uuid */
            certificate_id: string;
            /** Format: uuid */
            application_id: string;
            number: string;
            display_number: string;
            revision: number;
            certificate_type: string;
            label: string;
            holder_masked: string;
            state: components["schemas"]["certificate.CertificateState"];
            state_label: string;
            /** Format: date-time */
            submitted_at: string;
            /** Format: date-time */
            approved_at: string;
            issued_at: string | null;
            valid_until: string | null;
            facts_still_hold: boolean;
            signing_error: string | null;
            revocation: components["schemas"]["certificate.RevocationAnswer"] | null;
        };
        /** @description The certificate that is being signed; it takes the other one's place when that is done. */
        "certificate.ReissueAnswer": {
            /** Format: uuid */
            certificate_id: string;
            /** Format: uuid */
            application_id: string;
            number: string;
            revision: number;
            state: components["schemas"]["certificate.CertificateState"];
        };
        /** @description Why and when an application was sent back. */
        "certificate.RejectionAnswer": {
            reasons: components["schemas"]["certificate.ReasonAnswer"][];
            comment: string | null;
            /** Format: date-time */
            rejected_at: string;
        };
        /**
         * @description What changed: a field that is not sent stays as it was, an empty one is taken away.
         *
         *     A letter counts as changed even if it is the same picture. Without a letter and with the same texts as before the
         *     application is taken only when the register has corrected the person's record since it was sent in.
         */
        "certificate.ResubmissionForm": {
            purpose?: string | null;
            receiver?: string | null;
            letter?: string | null;
        };
        /** @description One application, with the record at submission and now side by side. */
        "certificate.ReviewDetail": {
            /** Format: uuid */
            application_id: string;
            certificate_type: string;
            label: string;
            /** Format: date-time */
            submitted_at: string;
            state: components["schemas"]["certificate.State"];
            state_label: string;
            version: number;
            holder_masked: string;
            waiting_since: string | null;
            claimed_by: string | null;
            claimed_until: string | null;
            purpose: string | null;
            receiver: string | null;
            letter: components["schemas"]["certificate.LetterAnswer"] | null;
            snapshot: components["schemas"]["certificate.FactsAnswer"];
            record: components["schemas"]["certificate.FactsAnswer"] | null;
            differences: components["schemas"]["certificate.DifferenceAnswer"][];
            notices: string[];
            archive_must_be_checked: boolean;
            history: components["schemas"]["certificate.ReviewStep"][];
            certificate: components["schemas"]["certificate.SigningAnswer"] | null;
        };
        /** @description One line of the reviewers' list; ``version`` goes into the decision, a claim is shown as long as it counts. */
        "certificate.ReviewLine": {
            /** Format: uuid */
            application_id: string;
            certificate_type: string;
            label: string;
            /** Format: date-time */
            submitted_at: string;
            state: components["schemas"]["certificate.State"];
            state_label: string;
            version: number;
            holder_masked: string;
            waiting_since: string | null;
            claimed_by: string | null;
            claimed_until: string | null;
        };
        /** @description One step of the history, and who took it. */
        "certificate.ReviewStep": {
            version: number;
            state: components["schemas"]["certificate.State"];
            state_label: string;
            /** Format: date-time */
            at: string;
            reasons: components["schemas"]["certificate.ReasonAnswer"][];
            comment: string | null;
            changed: string[];
            actor: string;
        };
        /** @description That a certificate is to be taken back; it has happened once it is confirmed. */
        "certificate.RevocationAnswer": {
            reason: string;
            requested_by: string;
            /** Format: date-time */
            requested_at: string;
            confirmed_by: string | null;
            confirmed_at: string | null;
        };
        /** @description A certificate and its revocation. */
        "certificate.RevokedAnswer": {
            /** Format: uuid */
            certificate_id: string;
            number: string;
            state: components["schemas"]["certificate.CertificateState"];
            revocation: components["schemas"]["certificate.RevocationAnswer"];
        };
        /** @description How long steps took since the step before each: percentiles. */
        "certificate.Seconds": {
            p50: number;
            p90: number;
            p99: number;
        };
        /**
         * @description The certificate that an approval asked for; ``signing_error`` says why its letter could not be made.
         *
         *     ``signing_error_message`` says it in words, with the character that no font draws or the fact that is at fault; null
         *     for failures of before this field.
         *     ``verify_url`` is the address in the QR code of a letter that was issued.
         */
        "certificate.SigningAnswer": {
            /** Format: uuid */
            certificate_id: string;
            number: string;
            display_number: string;
            state: string;
            valid_until: string | null;
            signing_error: string | null;
            signing_error_message: string | null;
            signing_failed_at: string | null;
            verify_url: string | null;
        };
        /**
         * @description Where an application stands; ``label`` is what a person reads.
         * @enum {string}
         */
        "certificate.State": "submitted" | "approved" | "issued" | "rejected" | "withdrawn" | "revoked" | "superseded" | "expired";
        /** @description The work of a period, and what waits now. */
        "certificate.StatisticsAnswer": {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            items: components["schemas"]["certificate.DayAnswer"][];
            totals: components["schemas"]["certificate.StepsAnswer"][];
            rejection_reasons: components["schemas"]["certificate.ReasonCount"][];
            waiting: components["schemas"]["certificate.WaitingAnswer"][];
        };
        /**
         * @description What a receiver is told.
         * @enum {string}
         */
        "certificate.Status": "valid" | "revoked" | "superseded" | "expired" | "not_found";
        /** @description One step in an application's history; ``changed`` says what a resubmission corrected. */
        "certificate.StepAnswer": {
            version: number;
            state: components["schemas"]["certificate.State"];
            state_label: string;
            /** Format: date-time */
            at: string;
            reasons: components["schemas"]["certificate.ReasonAnswer"][];
            comment: string | null;
            changed: string[];
        };
        /** @description How often applications of a type entered a state, and how long they had been in the state before. */
        "certificate.StepsAnswer": {
            certificate_type: string;
            label: string;
            state: components["schemas"]["certificate.State"];
            state_label: string;
            count: number;
            seconds: components["schemas"]["certificate.Seconds"] | null;
        };
        /** @description A type of certificate. */
        "certificate.TypeAnswer": {
            certificate_type: string;
            label: string;
        };
        /** @description All types that can be applied for. */
        "certificate.TypesAnswer": {
            items: components["schemas"]["certificate.TypeAnswer"][];
        };
        /** @description What nobody has decided yet; ``since`` is the oldest submission. */
        "certificate.WaitingAnswer": {
            certificate_type: string;
            label: string;
            count: number;
            /** Format: date-time */
            since: string;
        };
        /** @description One version of the text. */
        "identity.AgreementAnswer": {
            version: string;
            title: string;
            text: string;
        };
        /**
         * @description What the steps lead to: a new account, or a new phone for one.
         * @enum {string}
         */
        "identity.Aim": "registration" | "recovery";
        /** @description A corrected phone, or nothing. */
        "identity.AnotherCode": {
            phone?: string | null;
        };
        /**
         * @description Who wanted the review: the person, as the way round the face check, or the provider, who was not sure.
         * @enum {string}
         */
        "identity.AskedBy": "person" | "provider";
        "identity.Body_create_manual_review_api_face_sessions__token__manual_review_post": {
            id_card_front: string;
            id_card_back: string;
        };
        "identity.Body_create_manual_review_api_phone_recoveries__registration_id__manual_review_post": {
            id_card_front: string;
            id_card_back: string;
        };
        "identity.Body_create_manual_review_api_registrations__registration_id__manual_review_post": {
            id_card_front: string;
            id_card_back: string;
        };
        "identity.Body_put_id_card_api_face_sessions__token__id_card__side__put": {
            file: string;
        };
        "identity.Body_put_video_api_face_sessions__token__video_put": {
            file: string;
        };
        /** @description A captcha to show; `image` is a data URL, `expires_in` in seconds. */
        "identity.CaptchaAnswer": {
            captcha_id: string;
            image: string;
            expires_in: number;
        };
        /** @description The account's password, and the one to come. */
        "identity.ChangedPassword": {
            password: string;
            new_password: string;
        };
        /** @description What is to be changed. */
        "identity.ChangedStaffAccount": {
            roles?: components["schemas"]["identity.Role"][] | null;
            disabled?: boolean | null;
        };
        /** @description The holder's password, and the one to come. */
        "identity.ChangedStaffPassword": {
            password: string;
            new_password: string;
        };
        /** @description Login by code. */
        "identity.CodeCredentials": {
            id_number: string;
            phone: string;
            code: string;
            /**
             * @description for programs that keep no cookies: the answer carries `refresh_token` and sets none. Refused (403 `identity.session.cookies_only`) with an `Origin` or `Sec-Fetch-Site` header, as browsers send them.
             * @default false
             */
            with_refresh_token?: boolean;
        };
        /** @description The code and the new password. */
        "identity.Completion": {
            code: string;
            new_password: string;
        };
        /** @description The account's password. */
        "identity.Confirmation": {
            /** @description not needed within a quarter of an hour after signing in */
            password?: string | null;
        };
        /** @description The separate consent to face processing. */
        "identity.Consent": {
            /** @constant */
            accepted: true;
        };
        /** @description The login page. */
        "identity.Credentials": {
            id_number: string;
            password: string;
            captcha_id: string;
            captcha_answer: string;
            /**
             * @description for programs that keep no cookies: the answer carries `refresh_token` and sets none. Refused (403 `identity.session.cookies_only`) with an `Origin` or `Sec-Fetch-Site` header, as browsers send them.
             * @default false
             */
            with_refresh_token?: boolean;
        };
        /** @description What came of it. */
        "identity.DecidedReviewAnswer": {
            /** Format: uuid */
            review_id: string;
            /** @description `accepted` after the decision `approve`, `refused` after `reject` */
            state: components["schemas"]["identity.ReviewState"];
            reason: string | null;
            decided_at: string | null;
            decided_by: string | null;
        };
        /** @description The code from the SMS. */
        "identity.EnteredCode": {
            code: string;
        };
        /**
         * @description What the person hands in; the values are also the steps' names.
         * @enum {string}
         */
        "identity.EvidenceKind": "id_card_front" | "id_card_back" | "video";
        /** @description What the QR code holds. */
        "identity.FaceLinkAnswer": {
            token: string;
            url: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description Where the face check stands; the steps are in their order. */
        "identity.FaceSessionAnswer": {
            state: components["schemas"]["identity.FaceState"];
            steps: components["schemas"]["identity.Step"][];
            /** Format: date-time */
            expires_at: string;
        };
        /**
         * @description Where a face session stands, as the phone's page sees it.
         * @enum {string}
         */
        "identity.FaceState": "pending" | "passed" | "failed" | "in_review";
        /** @description Staff will look at the ID card. */
        "identity.InReviewAnswer": {
            state: components["schemas"]["identity.State"];
        };
        /** @description Personal data masked, but for the name. */
        "identity.MeAnswer": {
            /** Format: uuid */
            person_id: string;
            name: string;
            id_number_masked: string;
            phone_masked: string;
        };
        /** @description One place; `current` is the one that asks. `address` lacks its last part. */
        "identity.MySessionAnswer": {
            /** Format: uuid */
            session_id: string;
            current: boolean;
            device: string;
            address: string;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            last_seen_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description The password, as typed. */
        "identity.NewPassword": {
            password: string;
        };
        /** @description The new phone, the code that it got, and the account's password. */
        "identity.NewPhone": {
            phone: string;
            code: string;
            password: string;
        };
        /** @description The first page; `phone` is the new one. An agreement is accepted already; who names one, names the current. */
        "identity.NewRecovery": {
            id_number: string;
            phone: string;
            captcha_id: string;
            captcha_answer: string;
            agreement_version?: string | null;
        };
        /** @description The first page. */
        "identity.NewRegistration": {
            id_number: string;
            phone: string;
            captcha_id: string;
            captcha_answer: string;
            agreement_version: string;
        };
        /** @description The first half of the page. */
        "identity.NewReset": {
            id_number: string;
            phone: string;
            captcha_id: string;
            captcha_answer: string;
        };
        /** @description An account to be made; of the ID number only a keyed hash is kept. */
        "identity.NewStaffAccount": {
            username: string;
            password: string;
            roles: components["schemas"]["identity.Role"][];
            id_number?: string | null;
        };
        /**
         * @description What a provider can say.
         * @enum {string}
         */
        "identity.Outcome": "passed" | "failed" | "in_review";
        "identity.Page_MySessionAnswer_": {
            items: components["schemas"]["identity.MySessionAnswer"][];
            next_cursor: string | null;
        };
        "identity.Page_StaffAccountAnswer_": {
            items: components["schemas"]["identity.StaffAccountAnswer"][];
            next_cursor: string | null;
        };
        "identity.Page_WaitingReviewAnswer_": {
            items: components["schemas"]["identity.WaitingReviewAnswer"][];
            next_cursor: string | null;
        };
        /** @description Done. */
        "identity.PasswordChangedAnswer": {
            detail: string;
        };
        /** @description Who signed in. */
        "identity.PersonAnswer": {
            /** Format: uuid */
            person_id: string;
            name: string;
        };
        /** @description Why a face check ended as it did. */
        "identity.ReasonAnswer": {
            code: string;
            message: string;
        };
        /** @description The account is there. */
        "identity.RegisteredAnswer": {
            /** Format: uuid */
            person_id: string;
            detail: string;
        };
        /**
         * @description Where a registration stands, so that a reloaded page can go on.
         *
         *     While the code is awaited: `resend_after` in seconds, and whether the last SMS got lost. While a face check can go
         *     on: its QR code (absent when it ran out). After one: its reasons.
         */
        "identity.RegistrationAnswer": {
            state: components["schemas"]["identity.State"];
            face?: components["schemas"]["identity.FaceLinkAnswer"] | null;
            resend_after?: number | null;
            code_undelivered?: boolean | null;
            reasons?: components["schemas"]["identity.ReasonAnswer"][] | null;
        };
        /** @description `resend_after` in seconds. */
        "identity.RegistrationStartedAnswer": {
            registration_id: string;
            state: components["schemas"]["identity.State"];
            resend_after: number;
        };
        /** @description What programs without cookies send; browsers send nothing but the cookie. */
        "identity.Renewal": {
            /** @description the one of the last answer; it goes before a cookie */
            refresh_token?: string | null;
        };
        /** @description `resend_after` in seconds. */
        "identity.ResendAnswer": {
            resend_after: number;
        };
        /** @description Done. */
        "identity.ResetCompletedAnswer": {
            detail: string;
        };
        /** @description `resend_after` in seconds. */
        "identity.ResetStartedAnswer": {
            reset_id: string;
            resend_after: number;
        };
        /** @description What the reviewer compares the pictures with; `evidence` names what can be looked at. */
        "identity.ReviewAnswer": {
            /** Format: uuid */
            review_id: string;
            aim: components["schemas"]["identity.Aim"];
            asked_by: components["schemas"]["identity.AskedBy"];
            /** Format: date-time */
            asked_at: string;
            name: string;
            id_number: string;
            phone_masked: string;
            evidence: components["schemas"]["identity.EvidenceKind"][];
        };
        /** @description A refusal needs a reason, which the person reads. */
        "identity.ReviewDecision": {
            /**
             * @description `approve` leads to the state `accepted`, `reject` to `refused`
             * @enum {string}
             */
            decision: "approve" | "reject";
            reason?: string | null;
        };
        /**
         * @description Where a review stands.
         * @enum {string}
         */
        "identity.ReviewState": "waiting" | "accepted" | "refused";
        /**
         * @description What a member of staff may do; admin may do all of it.
         * @enum {string}
         */
        "identity.Role": "reviewer" | "clerk" | "auditor" | "admin";
        /** @description `resend_after` in seconds. */
        "identity.SentAnswer": {
            resend_after: number;
        };
        /**
         * @description The access token (also set as a cookie), its seconds of life, and either `person` or `staff`.
         *
         *     `refresh_token` and its seconds of life are there only for programs that asked for them; no cookies are set then.
         */
        "identity.SessionAnswer": {
            access_token: string;
            expires_in: number;
            refresh_token?: string | null;
            refresh_expires_in?: number | null;
            person?: components["schemas"]["identity.PersonAnswer"] | null;
            staff?: components["schemas"]["identity.StaffAnswer"] | null;
        };
        /** @description The answer of a captcha. */
        "identity.SolvedCaptchaAnswer": {
            answer: string;
        };
        /** @description One account; `knows_id_number` says whether its holder is kept from deciding about themselves. */
        "identity.StaffAccountAnswer": {
            username: string;
            roles: components["schemas"]["identity.Role"][];
            knows_id_number: boolean;
            /** Format: date-time */
            created_at: string;
            disabled_at: string | null;
        };
        /** @description Which member of staff signed in. */
        "identity.StaffAnswer": {
            username: string;
            roles: string[];
        };
        /** @description The console's login page; `totp` is not asked for yet. */
        "identity.StaffCredentials": {
            username: string;
            password: string;
            totp?: string | null;
            /**
             * @description for programs that keep no cookies: the answer carries `refresh_token` and sets none. Refused (403 `identity.session.cookies_only`) with an `Origin` or `Sec-Fetch-Site` header, as browsers send them.
             * @default false
             */
            with_refresh_token?: boolean;
        };
        /** @description The new password, to be changed by its holder. */
        "identity.StaffPassword": {
            password: string;
        };
        /**
         * @description Where a registration stands; the values are those of the API.
         * @enum {string}
         */
        "identity.State": "code_sent" | "face_pending" | "face_in_review" | "face_passed" | "face_failed" | "completed";
        /** @description One step of the phone's page. */
        "identity.Step": {
            step: string;
            done: boolean;
        };
        /** @description What the provider said. */
        "identity.SubmissionAnswer": {
            state: components["schemas"]["identity.FaceState"];
            reasons: components["schemas"]["identity.ReasonAnswer"][];
        };
        /** @description The phone is verified. The face check is next, unless an earlier attempt of the same person is with staff. */
        "identity.VerifiedAnswer": {
            state: components["schemas"]["identity.State"];
            face?: components["schemas"]["identity.FaceLinkAnswer"] | null;
        };
        /** @description One in the queue, masked. */
        "identity.WaitingReviewAnswer": {
            /** Format: uuid */
            review_id: string;
            aim: components["schemas"]["identity.Aim"];
            asked_by: components["schemas"]["identity.AskedBy"];
            /** Format: date-time */
            asked_at: string;
            name_masked: string;
            id_number_masked: string;
        };
        /** @description Asking for a login code. */
        "identity.WantedCode": {
            id_number: string;
            phone: string;
            captcha_id: string;
            captcha_answer: string;
        };
        /** @description What the sandbox's face provider will say. */
        "identity.WantedOutcome": {
            outcome: components["schemas"]["identity.Outcome"];
        };
        /** @description The new phone. */
        "identity.WantedPhone": {
            phone: string;
        };
        /**
         * @description Why a message will not be sent; the code of ``notification.failed``.
         * @enum {string}
         */
        "notification.Failure": "notification.message.too_late" | "notification.person.unknown" | "notification.provider.refused";
        /** @description One message: ``sent`` means that the provider took it; ``failure`` says why it will not be sent. */
        "notification.MessageAnswer": {
            /** Format: uuid */
            message_id: string;
            template: components["schemas"]["notification.TemplateName"];
            template_label: string;
            phone_masked: string | null;
            state: components["schemas"]["notification.State"];
            state_label: string;
            failure: components["schemas"]["notification.Failure"] | null;
            failure_label: string | null;
            tries: number;
            /** Format: date-time */
            created_at: string;
            settled_at: string | null;
        };
        "notification.Page_MessageAnswer_": {
            items: components["schemas"]["notification.MessageAnswer"][];
            next_cursor: string | null;
        };
        /** @description One message. */
        "notification.SandboxSmsAnswer": {
            phone: string;
            template: string;
            text: string;
            code: string | null;
            /** Format: date-time */
            sent_at: string;
        };
        /** @description Messages, newest first. */
        "notification.SandboxSmsList": {
            items: components["schemas"]["notification.SandboxSmsAnswer"][];
        };
        /**
         * @description Where a message is. ``sent`` means that the provider took it.
         * @enum {string}
         */
        "notification.State": "sending" | "sent" | "failed";
        /**
         * @description The templates, by the names that providers and the sandbox know them by.
         * @enum {string}
         */
        "notification.TemplateName": "registration_code" | "login_code" | "reset_code" | "password_changed" | "phone_changed" | "identity_review_decided" | "application_received" | "application_rejected" | "certificate_issued" | "certificate_revoked";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    identity_read_current_agreement_api_agreements_current_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.AgreementAnswer"];
                };
            };
        };
    };
    identity_create_captcha_api_captchas_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.CaptchaAnswer"];
                };
            };
        };
    };
    identity_read_captcha_audio_api_captchas__captcha_id__audio_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                captcha_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
        };
    };
    identity_create_registration_api_registrations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.NewRegistration"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.RegistrationStartedAnswer"];
                };
            };
        };
    };
    identity_read_registration_api_registrations__registration_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.RegistrationAnswer"];
                };
            };
        };
    };
    identity_create_code_api_registrations__registration_id__codes_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["identity.AnotherCode"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.ResendAnswer"];
                };
            };
        };
    };
    identity_create_phone_verification_api_registrations__registration_id__phone_verification_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.EnteredCode"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.VerifiedAnswer"];
                };
            };
        };
    };
    identity_create_face_session_api_registrations__registration_id__face_sessions_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.FaceLinkAnswer"];
                };
            };
        };
    };
    identity_create_manual_review_api_registrations__registration_id__manual_review_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["identity.Body_create_manual_review_api_registrations__registration_id__manual_review_post"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.InReviewAnswer"];
                };
            };
        };
    };
    identity_create_password_api_registrations__registration_id__password_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.NewPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.RegisteredAnswer"];
                };
            };
        };
    };
    identity_read_face_session_api_face_sessions__token__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.FaceSessionAnswer"];
                };
            };
        };
    };
    identity_create_consent_api_face_sessions__token__consent_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.Consent"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_put_id_card_api_face_sessions__token__id_card__side__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
                side: "front" | "back";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["identity.Body_put_id_card_api_face_sessions__token__id_card__side__put"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_put_video_api_face_sessions__token__video_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["identity.Body_put_video_api_face_sessions__token__video_put"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_create_submission_api_face_sessions__token__submission_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.SubmissionAnswer"];
                };
            };
        };
    };
    identity_create_retry_api_face_sessions__token__retry_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.FaceSessionAnswer"];
                };
            };
        };
    };
    identity_create_manual_review_api_face_sessions__token__manual_review_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["identity.Body_create_manual_review_api_face_sessions__token__manual_review_post"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.InReviewAnswer"];
                };
            };
        };
    };
    identity_create_recovery_api_phone_recoveries_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.NewRecovery"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.RegistrationStartedAnswer"];
                };
            };
        };
    };
    identity_read_registration_api_phone_recoveries__registration_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.RegistrationAnswer"];
                };
            };
        };
    };
    identity_create_code_api_phone_recoveries__registration_id__codes_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["identity.AnotherCode"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.ResendAnswer"];
                };
            };
        };
    };
    identity_create_phone_verification_api_phone_recoveries__registration_id__phone_verification_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.EnteredCode"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.VerifiedAnswer"];
                };
            };
        };
    };
    identity_create_face_session_api_phone_recoveries__registration_id__face_sessions_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.FaceLinkAnswer"];
                };
            };
        };
    };
    identity_create_manual_review_api_phone_recoveries__registration_id__manual_review_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                registration_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["identity.Body_create_manual_review_api_phone_recoveries__registration_id__manual_review_post"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.InReviewAnswer"];
                };
            };
        };
    };
    identity_create_session_api_sessions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.Credentials"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.SessionAnswer"];
                };
            };
        };
    };
    identity_create_login_code_api_sessions_codes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.WantedCode"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.SentAnswer"];
                };
            };
        };
    };
    identity_create_session_by_code_api_sessions_by_code_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.CodeCredentials"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.SessionAnswer"];
                };
            };
        };
    };
    identity_refresh_current_session_api_sessions_refresh_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                zhengxin_refresh?: string | null;
            };
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["identity.Renewal"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.SessionAnswer"];
                };
            };
        };
    };
    identity_delete_current_session_api_sessions_current_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_create_reset_api_password_resets_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.NewReset"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.ResetStartedAnswer"];
                };
            };
        };
    };
    identity_create_completion_api_password_resets__reset_id__completion_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reset_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.Completion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.ResetCompletedAnswer"];
                };
            };
        };
    };
    identity_create_staff_session_api_staff_sessions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.StaffCredentials"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.SessionAnswer"];
                };
            };
        };
    };
    identity_read_me_api_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.MeAnswer"];
                };
            };
        };
    };
    identity_delete_me_api_me_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["identity.Confirmation"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_read_export_api_me_export_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    identity_read_sessions_api_me_sessions_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.Page_MySessionAnswer_"];
                };
            };
        };
    };
    identity_delete_sessions_api_me_sessions_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_delete_session_api_me_sessions__session_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_put_password_api_me_password_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.ChangedPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.PasswordChangedAnswer"];
                };
            };
        };
    };
    identity_put_phone_api_me_phone_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.NewPhone"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.MeAnswer"];
                };
            };
        };
    };
    identity_create_phone_code_api_me_phone_codes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.WantedPhone"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.ResendAnswer"];
                };
            };
        };
    };
    archive_my_archive_api_me_archive_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.MyArchive"];
                };
            };
        };
    };
    archive_my_disputes_api_me_archive_disputes_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.Page_DisputeAnswer_"];
                };
            };
        };
    };
    archive_raise_dispute_api_me_archive_disputes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["archive.NewDispute"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.DisputeAnswer"];
                };
            };
        };
    };
    certificate_my_eligibility_api_me_eligibility_get: {
        parameters: {
            query: {
                certificate_type: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.EligibilityAnswer"];
                };
            };
        };
    };
    certificate_list_mine_api_me_applications_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.Page_ApplicationAnswer_"];
                };
            };
        };
    };
    certificate_submit_api_me_applications_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body give the same answer for 24 hours; another body is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["certificate.ApplicationForm"];
                "multipart/form-data": components["schemas"]["certificate.ApplicationForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ApplicationDetail"];
                };
            };
        };
    };
    certificate_read_mine_api_me_applications__application_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ApplicationDetail"];
                };
            };
        };
    };
    certificate_resubmit_api_me_applications__application_id__resubmission_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["certificate.ResubmissionForm"];
                "multipart/form-data": components["schemas"]["certificate.ResubmissionForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ApplicationDetail"];
                };
            };
        };
    };
    certificate_withdraw_api_me_applications__application_id__withdrawal_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ApplicationDetail"];
                };
            };
        };
    };
    certificate_list_mine_api_me_certificates_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.Page_CertificateAnswer_"];
                };
            };
        };
    };
    certificate_look_at_page_api_me_certificates__certificate_id__pages__number__png_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certificate_id: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page at 110 dots an inch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": unknown;
                };
            };
        };
    };
    certificate_download_api_me_certificates__certificate_id__pdf_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed PDF; its ETag is the SHA-256 of its bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
        };
    };
    certificate_list_certificate_types_api_certificate_types_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.TypesAnswer"];
                };
            };
        };
    };
    certificate_download_xlsx_api_letter_template_xlsx_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The form. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                };
            };
        };
    };
    certificate_download_xls_api_letter_template_xls_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The form. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.ms-excel": unknown;
                };
            };
        };
    };
    certificate_list_for_review_api_staff_applications_get: {
        parameters: {
            query?: {
                state?: components["schemas"]["certificate.State"] | null;
                certificate_type?: string | null;
                q?: string | null;
                sort?: "newest" | "oldest" | "waiting";
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.Page_ReviewLine_"];
                };
            };
        };
    };
    certificate_decide_on_many_api_staff_applications_decisions_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body give the same answer for 24 hours; another body is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["certificate.DecisionsBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.DecisionsAnswer"];
                };
            };
        };
    };
    certificate_read_for_review_api_staff_applications__application_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ReviewDetail"];
                };
            };
        };
    };
    certificate_read_application_letter_api_staff_applications__application_id__letter_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The letter as it was re-encoded when it came in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
        };
    };
    certificate_claim_api_staff_applications__application_id__claim_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ReviewLine"];
                };
            };
        };
    };
    certificate_release_api_staff_applications__application_id__claim_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ReviewLine"];
                };
            };
        };
    };
    certificate_decide_api_staff_applications__application_id__decision_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body give the same answer for 24 hours; another body is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["certificate.DecisionBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ReviewLine"];
                };
            };
        };
    };
    certificate_list_rejection_reasons_api_staff_rejection_reasons_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ReasonsAnswer"];
                };
            };
        };
    };
    certificate_list_certificates_api_staff_certificates_get: {
        parameters: {
            query?: {
                /** @description an exact number, an application's id, the holder's ID number or whole name */
                q?: string | null;
                state?: components["schemas"]["certificate.CertificateState"] | null;
                /** @description whether a revocation waits for a second person */
                to_confirm?: boolean | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.Page_RegisterLine_"];
                };
            };
        };
    };
    certificate_revoke_api_staff_certificates__certificate_id__revocation_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body give the same answer for 24 hours; another body is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["certificate.ReasonBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.RevokedAnswer"];
                };
            };
            /** @description Asked for; a second member of staff must confirm it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.RevokedAnswer"];
                };
            };
        };
    };
    certificate_drop_api_staff_certificates__certificate_id__revocation_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    certificate_confirm_api_staff_certificates__certificate_id__revocation_confirmation_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body give the same answer for 24 hours; another body is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.RevokedAnswer"];
                };
            };
        };
    };
    certificate_reissue_api_staff_certificates__certificate_id__reissue_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body give the same answer for 24 hours; another body is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["certificate.ReasonBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.ReissueAnswer"];
                };
            };
        };
    };
    certificate_read_statistics_api_staff_statistics_get: {
        parameters: {
            query?: {
                /** @description first day, by China's calendar */
                from?: string | null;
                /** @description last day, included */
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.StatisticsAnswer"];
                };
            };
        };
    };
    certificate_read_audit_api_staff_audit_get: {
        parameters: {
            query?: {
                /** @description first day, by China's calendar */
                from?: string | null;
                /** @description last day, included */
                to?: string | null;
                /** @description a username, a person's id, or as the answer writes them */
                actor?: string | null;
                /** @description what it was done to */
                object?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.Page_AuditAnswer_"];
                };
            };
        };
    };
    identity_read_reviews_api_staff_identity_reviews_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.Page_WaitingReviewAnswer_"];
                };
            };
        };
    };
    identity_read_review_api_staff_identity_reviews__review_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                review_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.ReviewAnswer"];
                };
            };
        };
    };
    identity_read_evidence_api_staff_identity_reviews__review_id__evidence__kind__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                review_id: string;
                kind: components["schemas"]["identity.EvidenceKind"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                    "video/mp4": unknown;
                    "video/webm": unknown;
                    "video/quicktime": unknown;
                };
            };
        };
    };
    identity_create_decision_api_staff_identity_reviews__review_id__decision_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                review_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.ReviewDecision"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.DecidedReviewAnswer"];
                };
            };
        };
    };
    identity_read_accounts_api_staff_accounts_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.Page_StaffAccountAnswer_"];
                };
            };
        };
    };
    identity_create_account_api_staff_accounts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.NewStaffAccount"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.StaffAccountAnswer"];
                };
            };
        };
    };
    identity_update_account_api_staff_accounts__username__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.ChangedStaffAccount"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.StaffAccountAnswer"];
                };
            };
        };
    };
    identity_put_own_password_api_staff_password_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.ChangedStaffPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    identity_put_password_api_staff_accounts__username__password_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.StaffPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    notification_get_messages_api_staff_messages_get: {
        parameters: {
            query?: {
                /** @description all messages to this phone */
                phone?: string | null;
                /** @description first day, by China's calendar */
                from?: string | null;
                /** @description last day, included */
                to?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["notification.Page_MessageAnswer_"];
                };
            };
        };
    };
    archive_get_imports_api_staff_archive_imports_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.Page_ImportItem_"];
                };
            };
        };
    };
    archive_start_import_api_staff_archive_imports_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and body give the same answer for 24 hours; another body is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["archive.Body_start_import_api_staff_archive_imports_post"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.ImportAccepted"];
                };
            };
        };
    };
    archive_get_import_api_staff_archive_imports__import_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.ImportAnswer"];
                };
            };
        };
    };
    archive_cancel_api_staff_archive_imports__import_id__cancellation_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.ImportAnswer"];
                };
            };
        };
    };
    archive_get_errors_api_staff_archive_imports__import_id__errors_csv_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
        };
    };
    archive_get_accesses_api_staff_archive_accesses_get: {
        parameters: {
            query?: {
                /** @description a username, or as the answer writes it */
                actor?: string | null;
                record_id?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.Page_AccessAnswer_"];
                };
            };
        };
    };
    archive_find_records_api_staff_archive_records_get: {
        parameters: {
            query: {
                q: string;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.Page_FoundRecord_"];
                };
            };
        };
    };
    archive_open_record_api_staff_archive_records__record_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.WholeRecord"];
                };
            };
        };
    };
    archive_remove_api_staff_archive_records__record_id__removal_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["archive.Removal"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.FoundRecord"];
                };
            };
        };
    };
    archive_all_disputes_api_staff_archive_disputes_get: {
        parameters: {
            query?: {
                state?: components["schemas"]["archive.State-Input"] | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.Page_StaffDispute_"];
                };
            };
        };
    };
    archive_resolve_api_staff_archive_disputes__dispute_id__resolution_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dispute_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["archive.ResolutionBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["archive.StaffDispute"];
                };
            };
        };
    };
    certificate_verify_letter_api_verifications__number__get: {
        parameters: {
            query: {
                code: string;
            };
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.LetterVerdict"];
                };
            };
        };
    };
    certificate_verify_file_api_verifications_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sha256: string;
                };
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description at most 5 MiB
                     */
                    pdf: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["certificate.FileVerdict"];
                };
            };
        };
    };
    identity_read_captcha_answer_internal_sandbox_captchas__captcha_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                captcha_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["identity.SolvedCaptchaAnswer"];
                };
            };
        };
    };
    notification_list_sandbox_sms_internal_sandbox_sms_get: {
        parameters: {
            query: {
                phone: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["notification.SandboxSmsList"];
                };
            };
        };
    };
    identity_put_outcome_internal_sandbox_face_sessions__token__outcome_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["identity.WantedOutcome"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
