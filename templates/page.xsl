<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<!-- The frame of every page. What stands in it: mode "main" of page[@kind=…], a file a group of pages.
     The page documents are made by src/web/page-*.c; text comes in as text and goes out escaped. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:include href="parts.xsl"/>
  <xsl:include href="home.xsl"/>
  <xsl:include href="search.xsl"/>
  <xsl:include href="work.xsl"/>
  <xsl:include href="sdg.xsl"/>
  <xsl:include href="entry.xsl"/>
  <xsl:include href="about.xsl"/>
  <xsl:include href="error.xsl"/>

  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:template match="/page">
    <html lang="en" dir="ltr">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>
          <xsl:value-of select="@title"/>
          <xsl:if test="@title != @hub"> · <xsl:value-of select="@hub"/></xsl:if>
        </title>
        <link rel="stylesheet" href="{@style}"/>
        <link rel="icon" type="image/svg+xml" href="/favicon.ico"/>
        <xsl:if test="@canonical"><link rel="canonical" href="{@canonical}"/></xsl:if>
        <xsl:if test="@api"><link rel="alternate" type="application/json" href="{@api}"/></xsl:if>
        <xsl:if test="paging/@previous"><link rel="prev" href="{paging/@previous}"/></xsl:if>
        <xsl:if test="paging/@next"><link rel="next" href="{paging/@next}"/></xsl:if>
        <xsl:if test="@kind = 'search' or @kind = 'error'"><meta name="robots" content="noindex"/></xsl:if>
        <xsl:for-each select="meta"><meta name="{@name}" content="{@content}"/></xsl:for-each>
        <xsl:if test="json-ld">
          <script type="application/ld+json"><xsl:value-of select="json-ld" disable-output-escaping="yes"/></script>
        </xsl:if>
      </head>
      <body class="{@kind}-page">
        <a class="skip" href="#main">Skip to the content</a>
        <xsl:call-template name="site-header"/>
        <main id="main" tabindex="-1"><xsl:apply-templates select="." mode="main"/></main>
        <footer class="site-footer">
          <div class="wrap">
            <p><xsl:value-of select="@hub"/></p>
            <ul>
              <li><a href="/about">About</a></li>
              <li><a href="/about#programs">For programs</a></li>
              <li><a href="/about#software">Free software</a></li>
            </ul>
          </div>
        </footer>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="site-header">
    <header class="site-header">
      <div class="wrap">
        <a class="site-name" href="/"><xsl:value-of select="@hub"/></a>
        <nav aria-label="Main">
          <ul>
            <xsl:call-template name="nav-item"><xsl:with-param name="href">/search</xsl:with-param><xsl:with-param name="label">Search</xsl:with-param><xsl:with-param name="here" select="@kind = 'search'"/></xsl:call-template>
            <xsl:call-template name="nav-item"><xsl:with-param name="href">/sdg</xsl:with-param><xsl:with-param name="label">Goals</xsl:with-param><xsl:with-param name="here" select="@kind = 'goals'"/></xsl:call-template>
            <xsl:call-template name="nav-item"><xsl:with-param name="href">/encyclopedia</xsl:with-param><xsl:with-param name="label">Encyclopedia</xsl:with-param><xsl:with-param name="here" select="@kind = 'entries'"/></xsl:call-template>
            <xsl:call-template name="nav-item"><xsl:with-param name="href">/about</xsl:with-param><xsl:with-param name="label">About</xsl:with-param><xsl:with-param name="here" select="@kind = 'about'"/></xsl:call-template>
          </ul>
        </nav>
        <xsl:if test="@kind != 'home' and @kind != 'search'">
          <form class="small-search" role="search" action="/search" method="get">
            <label class="unseen" for="small-q">Search the hub</label>
            <input id="small-q" type="search" name="q" dir="auto" placeholder="Search"/>
            <button type="submit">Search</button>
          </form>
        </xsl:if>
      </div>
    </header>
  </xsl:template>

  <xsl:template name="nav-item">
    <xsl:param name="href"/>
    <xsl:param name="label"/>
    <xsl:param name="here"/>
    <li>
      <a href="{$href}">
        <xsl:if test="$here"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
        <xsl:value-of select="$label"/>
      </a>
    </li>
  </xsl:template>
</xsl:stylesheet>
